package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AuthoritySchemeTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    /** {@code http://localhost:23795}, as grpc-go codes it. */
    private static final String CODED_HTTP = "4190" + "9d29aee30c50720e89ce84dc132ebedf";
    private static final byte[] PLAIN_HTTP = {0x41, 22};

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] frame(int type, byte[]... payload) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : payload) {
            all.writeBytes(part);
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {0, (byte) (all.size() >> 8), (byte) all.size(), (byte) type, 4, 0, 0, 0, 1});
        frame.writeBytes(all.toByteArray());
        return frame.toByteArray();
    }

    private static String passed(byte[]... reads) {
        AuthorityScheme scheme = new AuthorityScheme();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] read : reads) {
            byte[] withRoom = new byte[read.length + 3];
            System.arraycopy(read, 0, withRoom, 3, read.length);
            scheme.pass(ByteBuffer.wrap(withRoom), 3);
            all.write(withRoom, 3, read.length);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static String raw(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_url_as_authority_becomes_a_name_of_the_same_size() {
        byte[] preface = PREFACE.getBytes(StandardCharsets.US_ASCII);
        byte[] settings = frame(4);
        byte[] plain = frame(1, PLAIN_HTTP, "http://localhost:23795".getBytes(StandardCharsets.US_ASCII));
        assertThat(passed(preface, settings, plain)).endsWith("httpz--localhost:23795");
        byte[] secure = frame(1, new byte[] {1, 23}, "https://localhost:23795".getBytes(StandardCharsets.US_ASCII));
        assertThat(passed(preface, settings, secure)).endsWith("httpsz--localhost:23795");
        // 'z' 1111011 for ':' 1011100, '-' 010110 for '/' 011000
        assertThat(passed(preface, frame(1, bytes("8386" + CODED_HTTP + "5f")))).endsWith(raw(bytes("8386" + "4190" + "9d29afdacb50720e89ce84dc132ebedf" + "5f")));
    }

    @Test
    void nothing_else_is_touched() {
        byte[] preface = PREFACE.getBytes(StandardCharsets.US_ASCII);
        byte[] data = frame(0, bytes(CODED_HTTP), PLAIN_HTTP, "http://localhost:23795".getBytes(StandardCharsets.US_ASCII));
        assertThat(passed(preface, data)).isEqualTo(PREFACE + raw(data));
        byte[] otherField = frame(1, new byte[] {0x44, 22}, "http://localhost:23795".getBytes(StandardCharsets.US_ASCII));
        assertThat(passed(preface, otherField)).isEqualTo(PREFACE + raw(otherField));
        byte[] name = frame(1, new byte[] {0x41, 15}, "localhost:23795".getBytes(StandardCharsets.US_ASCII));
        assertThat(passed(preface, name)).isEqualTo(PREFACE + raw(name));
        byte[] http1 = ("POST /v3/kv/put HTTP/1.1\r\n\r\n" + PREFACE + raw(frame(1, bytes(CODED_HTTP)))).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(passed(http1)).isEqualTo(raw(http1));
    }

    /** Reads end anywhere; frames are still told apart. */
    @Test
    void reads_may_be_cut_at_any_place() {
        byte[] before = (PREFACE + raw(frame(4, new byte[6])) + raw(frame(0, new byte[300]))).getBytes(StandardCharsets.ISO_8859_1);
        byte[] headers = frame(1, PLAIN_HTTP, "http://localhost:23795".getBytes(StandardCharsets.US_ASCII));
        for (int cut = 1; cut < before.length; cut++) {
            byte[] rest = (raw(before).substring(cut) + raw(headers)).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(passed(raw(before).substring(0, cut).getBytes(StandardCharsets.ISO_8859_1), rest)).endsWith("httpz--localhost:23795");
        }
    }
}
