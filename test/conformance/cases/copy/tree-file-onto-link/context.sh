mkdir sub; echo new > sub/f; ln -s f sub/g
