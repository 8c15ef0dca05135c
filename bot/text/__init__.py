"""Chinese text: normalise, segment, pinyin, numbers, dates. Pure functions, no state of a person."""
