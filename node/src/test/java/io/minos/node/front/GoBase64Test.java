package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoBase64Test {
    private static final long SEED = 20260101;

    private static byte[] decode(String text) throws BadJsonException {
        Bytes out = new Bytes(8);
        char[] padded = ("##" + text + "##").toCharArray();
        GoBase64.decode(padded, 2, text.length(), out);
        return out.toByteArray();
    }

    @Test
    void decodes_what_java_encodes() throws BadJsonException {
        Random random = new Random(SEED);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(decode(Base64.getEncoder().encodeToString(bytes))).as("seed %d, length %d", SEED, length).isEqualTo(bytes);
        }
    }

    @Test
    void skips_line_breaks() throws BadJsonException {
        assertThat(decode("Zm\n9v\r\nYg=\n=\n")).isEqualTo("foob".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** The positions are those of real etcd 3.4.23. */
    @ParameterizedTest
    @CsvSource({"***,0", "Zm8,0", "-_-_,0", "Zm9vZm8,4", "Zm9vZm8*,7", "Z,0", "=,0", "Z=,1", "Zm=,3", "Zm=x,2", "Zm9vZg==x,8", "Zm9v=,4", "Zm8=Zm8=,4"})
    void names_the_byte_it_stumbled_over(String text, int position) {
        assertThatThrownBy(() -> decode(text)).isInstanceOf(BadJsonException.class).hasMessage("illegal base64 data at input byte " + position);
    }
}
