# Generator of the example dossiers: invented applicants, the same bytes on every run.
