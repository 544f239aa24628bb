package io.minos.checker.history;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The format's version, and the one mapper all of the package uses. A reader takes every version up to its own. */
final class HistoryFormat {
    static final int VERSION = 1;
    static final String VERSION_FIELD = "historyVersion";
    static final ObjectMapper MAPPER = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private HistoryFormat() {}
}
