env:
	conda env update -f environment.yml
	conda install -n x -c conda-forge numpy
