"""How Chinese characters are read. `pypinyin` knows every one that names are commonly written with but these."""

from pypinyin import Style, lazy_pinyin, load_single_dict, pinyin

__all__ = ["Style", "lazy_pinyin", "pinyin"]

# 𠮷 is how many families write 吉, and is read as that.
load_single_dict({ord("𠮷"): "jí"})
