"""客户关系管理手册的表格与规则，为 Excel、WPS 与 LibreOffice 而写。"""

__version__ = "0.1.0"
