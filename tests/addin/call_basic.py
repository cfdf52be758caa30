"""Calls functions of a document's Basic module in a running LibreOffice; run by a Python that has ``uno``
(which is why nothing of it is imported before it is needed: whoever collects tests may lack it).

Arguments: pipe, document, project, module, then the calls as JSON, [["Function", ["argument"]], ...].
Prints the answers as JSON.
"""

from __future__ import annotations

import json
import sys
import time


def connected(pipe: str) -> object:
    import uno
    from com.sun.star.connection import NoConnectException

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not answer")


def setting(name: str, value: object) -> object:
    from com.sun.star.beans import PropertyValue

    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


def main(pipe: str, document: str, project: str, module: str, calls: str) -> None:
    import uno

    context = connected(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    book = desktop.loadComponentFromURL(
        uno.systemPathToFileUrl(document),
        "_blank",
        0,
        (
            setting("Hidden", True),
            setting("FilterName", "Calc MS Excel 2007 VBA XML"),
            setting("MacroExecutionMode", 4),
        ),
    )
    answers = []
    for name, arguments in json.loads(calls):
        url = f"vnd.sun.star.script:{project}.{module}.{name}?language=Basic&location=document"
        answers.append(book.getScriptProvider().getScript(url).invoke(tuple(arguments), (), ())[0])
    modules = list(book.BasicLibraries.getByName(project).ElementNames)
    book.close(False)
    desktop.terminate()
    print(json.dumps({"answers": answers, "modules": modules}))


if __name__ == "__main__":
    main(*sys.argv[1:])
