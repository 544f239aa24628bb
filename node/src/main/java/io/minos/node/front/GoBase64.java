package io.minos.node.front;

import java.util.Arrays;

/**
 * Standard base64 as strict, and as lenient, as the decoder of etcd's gateway (Go's {@code base64.StdEncoding}): padding
 * is required, the URL-safe alphabet is not taken, line breaks are skipped, and an error names the byte it stumbled over.
 */
final class GoBase64 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final byte[] VALUES = values();

    private final char[] text;
    private final int from;
    private final int length;
    private int at;

    private GoBase64(char[] text, int from, int length) {
        this.text = text;
        this.from = from;
        this.length = length;
    }

    /** Appends the decoded bytes to {@code out}. */
    static void decode(char[] text, int from, int length, Bytes out) throws BadJsonException {
        new GoBase64(text, from, length).decode(out);
    }

    private void decode(Bytes out) throws BadJsonException {
        int bits = 0;
        int inQuantum = 0;
        int quantumStart = 0;
        while (at < length) {
            char c = text[from + at++];
            if (c == '\n' || c == '\r') {
                continue;
            }
            if (c == '=') {
                endPadded(bits, inQuantum, out);
                return;
            }
            int value = c < 128 ? VALUES[c] : -1;
            if (value < 0) {
                throw illegal(at - 1);
            }
            if (inQuantum == 0) {
                quantumStart = at - 1;
            }
            bits = bits << 6 | value;
            if (++inQuantum == 4) {
                out.write(bits >> 16);
                out.write(bits >> 8);
                out.write(bits);
                bits = 0;
                inQuantum = 0;
            }
        }
        if (inQuantum != 0) {
            throw illegal(quantumStart);
        }
    }

    private void endPadded(int bits, int inQuantum, Bytes out) throws BadJsonException {
        if (inQuantum < 2) {
            throw illegal(at - 1);
        }
        if (inQuantum == 2) {
            skipLineBreaks();
            if (at == length) {
                throw illegal(length);
            }
            if (text[from + at] != '=') {
                throw illegal(at - 1);
            }
            at++;
            out.write(bits >> 4);
        } else {
            out.write(bits >> 10);
            out.write(bits >> 2);
        }
        skipLineBreaks();
        if (at < length) {
            throw illegal(at);
        }
    }

    private void skipLineBreaks() {
        while (at < length && (text[from + at] == '\n' || text[from + at] == '\r')) {
            at++;
        }
    }

    private static BadJsonException illegal(int position) {
        return new BadJsonException("illegal base64 data at input byte " + position);
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }
}
