"""What the rules need to know about a program: names, scopes, calls across files, and where order goes."""
