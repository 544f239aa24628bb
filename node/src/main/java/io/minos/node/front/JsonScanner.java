package io.minos.node.front;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;

/**
 * Finds where a JSON value ends in bytes that arrive piece by piece, as a request stream holds one message after the
 * other, and names what is wrong with one that is malformed in the words of etcd's gateway (Go's encoding/json).
 */
final class JsonScanner {
    /** As in Go: deeper values are refused. */
    private static final int DEPTH_MAX = 10_000;

    private enum State {
        VALUE, VALUE_OR_END, KEY, KEY_OR_END, COLON, AFTER_VALUE, STRING, ESCAPE, UNICODE, LITERAL, MINUS, ZERO, DIGITS, DOT, FRACTION, EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS
    }

    private final BitSet objects = new BitSet();
    private State state = State.VALUE;
    private int depth;
    private boolean begun;
    private boolean inKey;
    private int hexDigits;
    private String literal = "";
    private int literalAt;

    /** True when only blanks were seen since the last value. */
    boolean isBetweenValues() {
        return !begun;
    }

    /**
     * Consumes bytes up to the end of the value that is being read, and copies them to {@code value}.
     *
     * @return true when the value is whole; what follows stays in {@code input}
     */
    boolean feed(ByteBuffer input, Bytes value) throws BadJsonException {
        while (input.hasRemaining()) {
            byte b = input.get();
            if (!begun && isBlank(b)) {
                continue;
            }
            if (endsNumber(b)) {
                state = State.AFTER_VALUE;
                if (depth == 0) {
                    input.position(input.position() - 1);
                    begin();
                    return true;
                }
            }
            begun = true;
            step(b);
            value.write(b);
            if (depth == 0 && state == State.AFTER_VALUE) {
                begin();
                return true;
            }
        }
        return false;
    }

    /** What is wrong with the first value in {@code json}; empty if nothing is. */
    static Optional<String> malformation(byte[] json, int length) {
        JsonScanner scanner = new JsonScanner();
        try {
            boolean whole = scanner.feed(ByteBuffer.wrap(json, 0, length), new Bytes(length)) || scanner.isWholeNumber();
            return whole ? Optional.empty() : Optional.of("unexpected EOF");
        } catch (BadJsonException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    static void expectBlanks(ByteBuffer input, String where) throws BadJsonException {
        while (input.hasRemaining()) {
            byte b = input.get();
            expect(isBlank(b), b, where);
        }
    }

    /** A number at top level has no end of its own. */
    private boolean isWholeNumber() {
        return depth == 0 && switch (state) {
            case ZERO, DIGITS, FRACTION, EXPONENT_DIGITS -> true;
            default -> false;
        };
    }

    private void begin() {
        state = State.VALUE;
        begun = false;
    }

    private boolean endsNumber(byte b) {
        return switch (state) {
            case ZERO -> b != '.' && b != 'e' && b != 'E';
            case DIGITS -> !isDigit(b) && b != '.' && b != 'e' && b != 'E';
            case FRACTION -> !isDigit(b) && b != 'e' && b != 'E';
            case EXPONENT_DIGITS -> !isDigit(b);
            default -> false;
        };
    }

    private void step(byte b) throws BadJsonException {
        switch (state) {
            case STRING -> inString(b);
            case ESCAPE -> inEscape(b);
            case UNICODE -> inUnicode(b);
            case LITERAL -> inLiteral(b);
            case MINUS, ZERO, DIGITS, DOT, FRACTION, EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS -> inNumber(b);
            default -> {
                if (!isBlank(b)) {
                    betweenTokens(b);
                }
            }
        }
    }

    private void betweenTokens(byte b) throws BadJsonException {
        switch (state) {
            case VALUE_OR_END -> {
                if (b == ']') {
                    close();
                } else {
                    beginValue(b);
                }
            }
            case KEY_OR_END -> {
                if (b == '}') {
                    close();
                } else {
                    beginKey(b);
                }
            }
            case KEY -> beginKey(b);
            case COLON -> {
                expect(b == ':', b, "after object key");
                state = State.VALUE;
            }
            case AFTER_VALUE -> afterValue(b);
            default -> beginValue(b);
        }
    }

    private void beginValue(byte b) throws BadJsonException {
        switch (b) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> {
                inKey = false;
                state = State.STRING;
            }
            case '-' -> state = State.MINUS;
            case '0' -> state = State.ZERO;
            case 't' -> beginLiteral("true");
            case 'f' -> beginLiteral("false");
            case 'n' -> beginLiteral("null");
            default -> {
                expect(isDigit(b), b, "looking for beginning of value");
                state = State.DIGITS;
            }
        }
    }

    private void beginKey(byte b) throws BadJsonException {
        expect(b == '"', b, "looking for beginning of object key string");
        inKey = true;
        state = State.STRING;
    }

    private void beginLiteral(String word) {
        literal = word;
        literalAt = 1;
        state = State.LITERAL;
    }

    private void afterValue(byte b) throws BadJsonException {
        boolean inObject = objects.get(depth);
        if (b == ',') {
            state = inObject ? State.KEY : State.VALUE;
            return;
        }
        expect(b == (inObject ? '}' : ']'), b, inObject ? "after object key:value pair" : "after array element");
        close();
    }

    private void open(boolean object) throws BadJsonException {
        if (depth == DEPTH_MAX) {
            throw new BadJsonException("exceeded max depth");
        }
        objects.set(++depth, object);
        state = object ? State.KEY_OR_END : State.VALUE_OR_END;
    }

    private void close() {
        depth--;
        state = State.AFTER_VALUE;
    }

    private void inString(byte b) throws BadJsonException {
        if (b == '"') {
            state = inKey ? State.COLON : State.AFTER_VALUE;
        } else if (b == '\\') {
            state = State.ESCAPE;
        } else {
            expect(b < 0 || b >= 0x20, b, "in string literal");
        }
    }

    private void inEscape(byte b) throws BadJsonException {
        if (b == 'u') {
            hexDigits = 0;
            state = State.UNICODE;
            return;
        }
        expect("bfnrt\\/\"".indexOf(b) >= 0, b, "in string escape code");
        state = State.STRING;
    }

    private void inUnicode(byte b) throws BadJsonException {
        expect(Character.digit(b, 16) >= 0, b, "in \\u hexadecimal character escape");
        if (++hexDigits == 4) {
            state = State.STRING;
        }
    }

    private void inLiteral(byte b) throws BadJsonException {
        char expected = literal.charAt(literalAt);
        expect(b == expected, b, "in literal " + literal + " (expecting '" + expected + "')");
        if (++literalAt == literal.length()) {
            state = State.AFTER_VALUE;
        }
    }

    /** Bytes that end a number do not come here, see {@link #endsNumber}. */
    private void inNumber(byte b) throws BadJsonException {
        switch (state) {
            case MINUS -> {
                expect(isDigit(b), b, "in numeric literal");
                state = b == '0' ? State.ZERO : State.DIGITS;
            }
            case DOT -> {
                expect(isDigit(b), b, "after decimal point in numeric literal");
                state = State.FRACTION;
            }
            case EXPONENT, EXPONENT_SIGN -> {
                boolean sign = state == State.EXPONENT && (b == '+' || b == '-');
                expect(sign || isDigit(b), b, "in exponent of numeric literal");
                state = sign ? State.EXPONENT_SIGN : State.EXPONENT_DIGITS;
            }
            default -> {
                if (b == '.') {
                    state = State.DOT;
                } else if (!isDigit(b)) {
                    state = State.EXPONENT;
                }
            }
        }
    }

    private static void expect(boolean holds, byte b, String where) throws BadJsonException {
        if (!holds) {
            throw new BadJsonException("invalid character " + quoted(b) + " " + where);
        }
    }

    private static String quoted(byte b) {
        return switch (b) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            case '\\' -> "'\\\\'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            default -> {
                int c = b & 0xff;
                boolean control = c < 0x20 || c == 0x7f;
                boolean controlOfLatin1 = c >= 0x80 && c <= 0xa0 || c == 0xad;
                yield control ? String.format("'\\x%02x'", c) : controlOfLatin1 ? String.format("'\\u%04x'", c) : "'" + (char) c + "'";
            }
        };
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\t' || b == '\r';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
