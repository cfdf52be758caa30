"""The Excel add-in ``xlcrm.xlam``: made from the text files in ``macros/``, installed, examined."""
