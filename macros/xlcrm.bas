Attribute VB_Name = "XlcrmRibbon"
Option Explicit

' The ribbon tab of xlcrm: each button starts Python and waits until it is done.
' ASCII only. Chinese sentences stand on the add-in's own sheet, see project.toml.

Private Const RECORDED As String = "HKCU\Software\xlcrm\python"
Private Const TOPMOST_EXCLAMATION As Long = 4144

Private running As Boolean

' Every button calls this; its id is the name of the action.
Public Sub XlcrmPress(control As IRibbonControl)
    If running Then Exit Sub
    If ActiveWorkbook Is Nothing Then
        Tell XlcrmText("no workbook")
        Exit Sub
    End If
    running = True
    Application.StatusBar = XlcrmText("running")
    Start control.ID, ActiveWorkbook.Name
    Application.StatusBar = False
    running = False
End Sub

' The command line that xlwings.Book.caller() understands. -P keeps files that lie
' in Excel's current folder from being taken for Python's own modules.
Public Function XlcrmCommandLine(ByVal python As String, ByVal action As String, ByVal book As String, ByVal hwnd As String) As String
    Dim quote As String
    quote = Chr(34)
    XlcrmCommandLine = quote & python & quote & " -P -m xlcrm.buttons " & action & _
        " " & quote & "--wb=" & book & quote & " --from_xl=1 --hwnd=" & hwnd
End Function

' A sentence, or "version", from the add-in's own sheet; "" if there is none of that name.
Public Function XlcrmText(ByVal key As String) As String
    Dim row As Long
    row = 1
    Do While ThisWorkbook.Worksheets(1).Cells(row, 1).Value <> ""
        If ThisWorkbook.Worksheets(1).Cells(row, 1).Value = key Then
            XlcrmText = ThisWorkbook.Worksheets(1).Cells(row, 2).Value
            Exit Function
        End If
        row = row + 1
    Loop
End Function

Private Sub Start(ByVal action As String, ByVal book As String)
    Dim python As String, code As Long, answer As String
    On Error GoTo Failed
#If Mac Then
    ' The script starts Python and returns at once: Excel answers nobody while it waits for a script.
    answer = AppleScriptTask("xlcrm.applescript", "press", action & vbLf & book)
#Else
    python = Interpreter()
    If python = "" Then
        Tell XlcrmText("no python")
        Exit Sub
    End If
    code = CreateObject("WScript.Shell").Run(XlcrmCommandLine(python, action, book, CStr(Application.Hwnd)), 0, True)
    If code <> 0 Then Tell XlcrmText("failed") & " (" & action & ": " & code & ")"
#End If
    Exit Sub
Failed:
    answer = Err.Description
    Tell XlcrmText("failed") & " (" & action & ": " & answer & ")"
End Sub

' Where "xlcrm addin install" recorded the interpreter. RegRead and FileExists take any
' Unicode path; VBA's own GetSetting and Dir would mangle a Chinese user name.
Private Function Interpreter() As String
    Dim path As String
    On Error Resume Next
    path = CreateObject("WScript.Shell").RegRead(RECORDED)
    If CreateObject("Scripting.FileSystemObject").FileExists(path) Then Interpreter = path
End Function

' MsgBox turns Chinese into question marks where Windows speaks another language; Popup does not.
Private Sub Tell(ByVal sentence As String)
#If Mac Then
    MsgBox sentence, vbExclamation, XlcrmText("title")
#Else
    CreateObject("WScript.Shell").Popup sentence, 0, XlcrmText("title"), TOPMOST_EXCLAMATION
#End If
End Sub
