"""``python -m xlcrm`` does what ``xlcrm`` does."""

from xlcrm.cli import main

if __name__ == "__main__":
    main()
