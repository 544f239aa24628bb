package io.minos.checker.history;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A file's lines as bytes: a torn one may end inside a character. */
final class Lines {
    private static final int FIRST_ROOM = 1 << 18;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST_ROOM];
    private int filled;
    private int from;
    private int to;
    private int next;
    private boolean ended;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line. @return false: there is none */
    boolean next() throws IOException {
        from = next;
        int end = endOfLine();
        if (end < 0 && from == filled) return false;
        to = end < 0 ? filled : end;
        next = end < 0 ? filled : end + 1;
        return true;
    }

    /** Whether no line follows this one. */
    boolean last() throws IOException {
        if (next < filled) return false;
        return ended || !fill();
    }

    private int endOfLine() throws IOException {
        int looked = from;
        while (true) {
            for (; looked < filled; looked++) if (buffer[looked] == '\n') return looked;
            if (ended) return -1;
            int before = from;
            if (!fill()) return -1;
            looked -= before - from;
        }
    }

    /** Reads on; what was before the line is gone then. @return false: the file has ended */
    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, filled - from);
            filled -= from;
            to -= from;
            next -= from;
            from = 0;
        }
        if (filled == buffer.length) buffer = Arrays.copyOf(buffer, filled * 2);
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) ended = true;
        else filled += read;
        return read >= 0;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where the line begins in the buffer. */
    int from() {
        return from;
    }

    int length() {
        return to - from;
    }

    /** As well as it can be read. */
    String text() {
        return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }
}
