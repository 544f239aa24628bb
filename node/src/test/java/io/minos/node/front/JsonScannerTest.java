package io.minos.node.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    private static List<String> values(String text, int pieceBytes) throws BadJsonException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        JsonScanner scanner = new JsonScanner();
        Bytes value = new Bytes(16);
        List<String> values = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, at, Math.min(pieceBytes, bytes.length - at));
            while (scanner.feed(piece, value)) {
                values.add(new String(value.toByteArray(), StandardCharsets.UTF_8));
                value.clear();
            }
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void finds_each_value_however_the_bytes_arrive(int pieceBytes) throws BadJsonException {
        String text = " {\"a\":\"}{\\\"\",\"b\":[1,{},[]]}{\"ID\":\"7\"}\n\n{}  [1,2.5e-3,true,null]\"x\" 12 -0.5e+7 null{}";
        assertThat(values(text, pieceBytes)).containsExactly(
                "{\"a\":\"}{\\\"\",\"b\":[1,{},[]]}", "{\"ID\":\"7\"}", "{}", "[1,2.5e-3,true,null]", "\"x\"", "12", "-0.5e+7", "null", "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "12", "-1.5E9", "\"\\u00e9\"", " {\"a\" : [ 1 , 2 ] } trailing", "true"})
    void finds_nothing_wrong_with_json(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThat(JsonScanner.malformation(bytes, bytes.length)).isEmpty();
    }

    /** The texts are those of real etcd 3.4.23. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{ | unexpected EOF",
        "{\"a\" | unexpected EOF",
        "- | unexpected EOF",
        "xyz | invalid character 'x' looking for beginning of value",
        "{a:1} | invalid character 'a' looking for beginning of object key string",
        "{\"a\" 1} | invalid character '1' after object key",
        "{\"a\":1 \"b\"} | invalid character '\"' after object key:value pair",
        "[1 2] | invalid character '2' after array element",
        "{\"a\":tru1} | invalid character '1' in literal true (expecting 'e')",
        "{\"a\":-x} | invalid character 'x' in numeric literal",
        "{\"a\":1.x} | invalid character 'x' after decimal point in numeric literal",
        "{\"a\":1ex} | invalid character 'x' in exponent of numeric literal",
        "{\"a\":\"\\q\"} | invalid character 'q' in string escape code",
        "{\"a\":\"\\u00g0\"} | invalid character 'g' in \\u hexadecimal character escape",
        "{\"a\":01} | invalid character '1' after object key:value pair",
        "' | invalid character '\\'' looking for beginning of value",
        "\\ | invalid character '\\\\' looking for beginning of value",
        "é | invalid character 'Ã' looking for beginning of value"})
    void says_what_is_wrong_in_gos_words(String json, String words) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThat(JsonScanner.malformation(bytes, bytes.length)).contains(words);
    }

    @Test
    void says_what_is_wrong_with_control_characters() {
        assertThat(JsonScanner.malformation(new byte[] {'"', 1, '"'}, 3)).contains("invalid character '\\x01' in string literal");
        assertThat(JsonScanner.malformation(new byte[] {'"', '\n', '"'}, 3)).contains("invalid character '\\n' in string literal");
    }

    @Test
    void refuses_to_follow_bottomless_nesting() {
        byte[] bytes = "[".repeat(10_001).getBytes(StandardCharsets.UTF_8);
        assertThat(JsonScanner.malformation(bytes, bytes.length)).contains("exceeded max depth");
    }
}
