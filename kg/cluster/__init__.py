"""The pipeline on a Dask cluster: articles in, sorted files of quads out, the same as one machine would hold."""
