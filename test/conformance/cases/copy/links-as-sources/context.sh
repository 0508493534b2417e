mkdir real; echo r > real/in; echo f > f; ln -s f to-file; ln -s real to-dir; ln -s /real/in abs; ln -s f l1; ln -s real l2
