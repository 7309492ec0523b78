"""Pieces of text that, said over and over, would make a careless reader slow: for tests and for measuring."""

HOSTILE = (
    *"（1①Ⅰ、，由向报《“\t", "1.", "（1）", "。1、", "目录\n", "1 总则\n", "第一章", "一、甲\n", "Ⅰ级响应\n", "死亡30人以上或", "暴雨红色",
    "级响应启动\n", "Ⅰ级\tⅡ级\n", "之一：\n", "市局、", "乡镇（", "由县水利局牵头，",
)  # fmt: skip
