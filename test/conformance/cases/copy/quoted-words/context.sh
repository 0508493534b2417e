echo ab > 'a b'
