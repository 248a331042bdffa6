"""Answer each path of the API; the work is done in the modules beside this folder."""
