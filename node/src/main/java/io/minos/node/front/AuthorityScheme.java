package io.minos.node.front;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lets in clients that send a whole URL as {@code :authority}. etcd's own do so in their maintenance calls ({@code etcdctl
 * endpoint status} with {@code http://…} endpoints); grpc-go takes it, Jetty ends the connection. Nobody here asks for the
 * authority, so {@code http://host} is made {@code httpz--host}, a name: of the same size in plain text and in HPACK's Huffman
 * code (RFC 7541, appendix B), so that lengths and the dynamic table stay as the client has them.
 *
 * <p>Reads along what comes from the connection's first byte on, and touches nothing but HEADERS frames. A field that is
 * split between two reads is left as it is: its client connects anew.
 */
final class AuthorityScheme {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME_HEADER_BYTES = 9;
    private static final int HEADERS = 1;
    /** A literal value for name 1 of the static table: with indexing, without, never to be indexed (RFC 7541 §6.2). */
    private static final List<Integer> AUTHORITY_FOLLOWS = List.of(0x41, 0x01, 0x11);
    private static final int HUFFMAN = 0x80;

    private static final String HTTP = "100111" + "01001" + "01001" + "101011";
    private static final String COLON = "1011100";
    private static final String SLASH = "011000";
    private static final String S = "01000";
    private static final String Z = "1111011";
    private static final String DASH = "010110";

    private static final List<Rewrite> CODED = List.of(
            Rewrite.of(HTTP + COLON + SLASH + SLASH, HTTP + Z + DASH + DASH),
            Rewrite.of(HTTP + S + COLON + SLASH + SLASH, HTTP + S + Z + DASH + DASH));
    private static final List<Rewrite> PLAIN = List.of(
            new Rewrite(ascii("http://"), ascii("httpz--"), 0xff), new Rewrite(ascii("https://"), ascii("httpsz--"), 0xff));

    private long read;
    private boolean isHttp2 = true;
    private final int[] frameHeader = new int[FRAME_HEADER_BYTES];
    private int frameHeaderRead;
    private int payloadLeft;

    /** @param from where the bytes begin that were read last; they end at the buffer's limit */
    void pass(ByteBuffer buffer, int from) {
        int at = from;
        while (isHttp2 && at < buffer.limit()) {
            if (read < PREFACE.length) {
                isHttp2 = buffer.get(at++) == PREFACE[(int) read++];
            } else if (payloadLeft == 0) {
                frameHeader(buffer.get(at++) & 0xff);
            } else {
                int end = Math.min(buffer.limit(), at + payloadLeft);
                if (frameHeader[3] == HEADERS) {
                    rewrite(buffer, at, end);
                }
                payloadLeft -= end - at;
                at = end;
            }
        }
    }

    private void frameHeader(int next) {
        frameHeader[frameHeaderRead++] = next;
        if (frameHeaderRead == FRAME_HEADER_BYTES) {
            frameHeaderRead = 0;
            payloadLeft = frameHeader[0] << 16 | frameHeader[1] << 8 | frameHeader[2];
        }
    }

    private static void rewrite(ByteBuffer buffer, int from, int end) {
        for (int at = from; at + 2 < end; at++) {
            if (AUTHORITY_FOLLOWS.contains(buffer.get(at) & 0xff)) {
                for (Rewrite rewrite : (buffer.get(at + 1) & HUFFMAN) != 0 ? CODED : PLAIN) {
                    if (rewrite.matches(buffer, at + 2, end)) {
                        rewrite.apply(buffer, at + 2);
                        return;
                    }
                }
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * @param lastMask the bits of the last byte that count
     */
    private record Rewrite(byte[] from, byte[] to, int lastMask) {
        static Rewrite of(String fromBits, String toBits) {
            int bits = fromBits.length();
            return new Rewrite(packed(fromBits), packed(toBits), 0xff << (8 - bits % 8) % 8 & 0xff);
        }

        private static byte[] packed(String bits) {
            byte[] bytes = new byte[(bits.length() + 7) / 8];
            for (int i = 0; i < bits.length(); i++) {
                bytes[i / 8] |= (byte) ((bits.charAt(i) - '0') << 7 - i % 8);
            }
            return bytes;
        }

        private int mask(int index) {
            return index == from.length - 1 ? lastMask : 0xff;
        }

        boolean matches(ByteBuffer buffer, int at, int end) {
            if (at + from.length > end) {
                return false;
            }
            for (int i = 0; i < from.length; i++) {
                if (((buffer.get(at + i) ^ from[i]) & mask(i)) != 0) {
                    return false;
                }
            }
            return true;
        }

        void apply(ByteBuffer buffer, int at) {
            for (int i = 0; i < from.length; i++) {
                buffer.put(at + i, (byte) (buffer.get(at + i) & ~mask(i) | to[i] & mask(i)));
            }
        }
    }
}
