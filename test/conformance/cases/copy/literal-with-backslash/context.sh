mkdir d; echo s > 'd/*.md'
