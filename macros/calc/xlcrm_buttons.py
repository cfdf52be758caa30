"""The toolbar 客户管理 in LibreOffice Calc, run by LibreOffice's own Python with nothing but its standard library.

A click starts xlcrm in its own Python, and keeps it for the next click. The two talk in lines of JSON: xlcrm asks,
the open workbook answers. A press is one step to undo.
"""

import json
import os
import queue
import subprocess
import tempfile
import threading
import traceback
from pathlib import Path

import unohelper
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo
from xlcrm_workbook import Workbook, show

PYTHON = ""
"""The interpreter that has xlcrm; filled in when the extension is built."""

NAME, PROTOCOL, SERVICE = "org.xlcrm.Buttons", "org.xlcrm:", "com.sun.star.frame.ProtocolHandler"
LONGEST = 600  # seconds that xlcrm may think without a word


class Worker:
    """xlcrm in its own Python, waiting for clicks; it ends when LibreOffice does."""

    def __init__(self):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        clean.pop("LD_LIBRARY_PATH", None)
        self.log = Path(tempfile.gettempdir()) / f"xlcrm-calc-{os.getpid()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - the interpreter that was recorded, no shell
                [PYTHON, "-P", "-X", "utf8", "-m", "xlcrm.buttons", "--calc"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=clean,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        self.lines = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line.decode("utf-8"))
        self.lines.put(None)

    def send(self, line):
        """A line to xlcrm."""
        self.process.stdin.write(line.encode("utf-8") + b"\n")
        self.process.stdin.flush()

    def press(self, action, workbook):
        """Let xlcrm do its work on the workbook; False when it ended before it was done."""
        self.send(json.dumps({"press": action}))
        while True:
            try:
                line = self.lines.get(timeout=LONGEST)
            except queue.Empty:
                self.process.kill()
                return False
            if line is None:
                return False
            if json.loads(line).get("done"):
                return True
            self.send(workbook.answer(line))


class Buttons(unohelper.Base, XServiceInfo, XInitialization, XDispatchProvider, XDispatch):
    """Takes the clicks on the toolbar and in the menu: ``org.xlcrm:validate`` and so on."""

    worker = None
    running = False

    def __init__(self, context, *_arguments):
        self.context, self.frame = context, None

    def initialize(self, arguments):
        """LibreOffice hands over the window."""
        self.frame = arguments[0] if arguments else None

    def queryDispatch(self, url, _target, _flags):  # noqa: N802 - as the interface has it
        """Itself, for the clicks meant for xlcrm."""
        return self if url.Protocol == PROTOCOL else None

    def queryDispatches(self, requests):  # noqa: N802 - as above
        """As ``queryDispatch``, for many."""
        return tuple(self.queryDispatch(one.FeatureURL, one.FrameName, one.SearchFlags) for one in requests)

    def dispatch(self, url, _arguments):
        """A click."""
        if Buttons.running:
            return
        Buttons.running = True
        try:
            self._press(url.Path)
        except Exception:
            show(self.context, self.frame, "这一次没有完成。\n\n" + traceback.format_exc(limit=-2), True)
        finally:
            Buttons.running = False

    def _press(self, action):
        document = self.frame.Controller.Model if self.frame and self.frame.Controller else None
        if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            show(self.context, self.frame, "没有可以处理的工作簿。请先打开客户管理工作簿，再点按钮。", True)
            return
        if not Path(PYTHON).is_file():
            sentence = "找不到 Python 解释器（{}）。请在命令行运行 xlcrm addin build --calc，再安装一次扩展。"
            show(self.context, self.frame, sentence.format(PYTHON or "未记录"), True)
            return
        if Buttons.worker is None or Buttons.worker.process.poll() is not None:
            Buttons.worker = Worker()
        workbook = Workbook(self.context, document)
        workbook.progress("客户管理：正在处理，请稍候……")
        try:
            done = Buttons.worker.press(action, workbook)
        finally:
            workbook.progress(None)
        if not done:
            sentence = "这一次没有完成：处理程序中途退出。请再点一次；仍然不行，请把这个文件交给管理员：\n{}"
            show(self.context, self.frame, sentence.format(Buttons.worker.log), True)
            Buttons.worker = None

    def addStatusListener(self, _listener, _url):  # noqa: N802 - as above
        """Buttons never change their look."""

    def removeStatusListener(self, _listener, _url):  # noqa: N802 - as above
        """As above."""

    def getImplementationName(self):  # noqa: N802 - as above
        """The name LibreOffice registers."""
        return NAME

    def supportsService(self, name):  # noqa: N802 - as above
        """Whether this is a protocol handler."""
        return name == SERVICE

    def getSupportedServiceNames(self):  # noqa: N802 - as above
        """A protocol handler."""
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
g_ImplementationHelper.addImplementation(Buttons, NAME, (SERVICE,))
