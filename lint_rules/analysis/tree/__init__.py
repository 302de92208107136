"""One file as the rules see it, parsed with libcst: names, values, arguments, and questions about them."""
