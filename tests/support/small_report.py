"""A report with table four alone: enough for tests of what is kept, not of what is read."""

REPORT = """柳湾镇2021年政府信息公开工作年度报告
一、总体情况
青禾县柳湾镇人民政府编制，统计期限自2021年1月1日至2021年12月31日止。
四、政府信息公开行政复议、行政诉讼情况
行政复议\t\t\t\t\t行政诉讼
结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t未经复议直接起诉\t\t\t\t\t复议后起诉
\t\t\t\t\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计
1\t0\t0\t0\t1\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0
"""
