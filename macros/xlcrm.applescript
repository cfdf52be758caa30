-- Starts Python for the ribbon of xlcrm on a Mac. Excel hands over two lines: the action, the workbook's name.
-- "xlcrm addin install" copies this file to ~/Library/Application Scripts/com.microsoft.Excel, the only folder
-- whose scripts Excel may run, and records the interpreter as one line of UTF-8 in the file read below.
-- The trailing & matters: Excel answers nobody, Python included, until this handler has returned.

on press(given)
	set action to paragraph 1 of given
	set book to paragraph 2 of given
	set python to do shell script "cat \"$HOME/Library/Application Support/xlcrm/python\""
	set command to quoted form of python & " -P -m xlcrm.buttons " & quoted form of action
	set command to command & " " & quoted form of ("--wb=" & book) & " --from_xl=1"
	do shell script command & " > /dev/null 2> \"$HOME/Library/Logs/xlcrm.log\" &"
	return "started"
end press
