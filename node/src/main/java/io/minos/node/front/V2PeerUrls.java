package io.minos.node.front;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.minos.node.config.PeerUrls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a request that adds or changes a member, {@code {"peerURLs":[…]}}; what is wrong with it is told in etcd's words,
 * which are those of Go's encoding/json and of types.NewURLs (etcd 3.4, v2http/httptypes/member.go).
 */
final class V2PeerUrls {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String FIELD = "peerURLs";
    private static final String WHOLE = "value of type struct { PeerURLs []string \"json:\\\"peerURLs\\\"\" }";
    private static final String LIST = "struct field .peerURLs of type []string";
    private static final String ELEMENT = "struct field .peerURLs of type string";

    private V2PeerUrls() {}

    /** As given: at least one, each well formed. */
    static List<String> read(Bytes body) throws BadJsonException {
        checkForm(body);
        List<String> urls = new ArrayList<>();
        try (JsonParser json = JSON.createParser(body.array(), 0, body.size())) {
            readObject(json, urls);
        } catch (IOException malformed) {
            throw new BadJsonException("invalid JSON"); // what is well formed in Go's eyes and not in Jackson's: bytes that are no UTF-8
        }
        String problem = PeerUrls.problem(urls).orElse("");
        if (!problem.isEmpty()) {
            throw new BadJsonException(problem);
        }
        return urls;
    }

    /** One value and nothing after it. */
    private static void checkForm(Bytes body) throws BadJsonException {
        JsonScanner scanner = new JsonScanner();
        ByteBuffer rest = ByteBuffer.wrap(body.array(), 0, body.size());
        // the blank ends a number, which has no end of its own
        if (!scanner.feed(rest, new Bytes(body.size())) && !scanner.feed(ByteBuffer.wrap(" ".getBytes(StandardCharsets.US_ASCII)), new Bytes(1))) {
            throw new BadJsonException("unexpected end of JSON input");
        }
        JsonScanner.expectBlanks(rest, "after top-level value");
    }

    private static void readObject(JsonParser json, List<String> urls) throws IOException, BadJsonException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        expect(JsonToken.START_OBJECT, token, WHOLE);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isOurs = json.currentName().equalsIgnoreCase(FIELD);
            JsonToken value = json.nextToken();
            if (!isOurs) {
                json.skipChildren();
                continue;
            }
            urls.clear();
            if (value != JsonToken.VALUE_NULL) {
                expect(JsonToken.START_ARRAY, value, LIST);
                readList(json, urls);
            }
        }
    }

    private static void readList(JsonParser json, List<String> urls) throws IOException, BadJsonException {
        for (JsonToken element = json.nextToken(); element != JsonToken.END_ARRAY; element = json.nextToken()) {
            if (element != JsonToken.VALUE_NULL) {
                expect(JsonToken.VALUE_STRING, element, ELEMENT);
            }
            urls.add(element == JsonToken.VALUE_NULL ? "" : json.getText());
        }
    }

    private static void expect(JsonToken expected, JsonToken token, String what) throws BadJsonException {
        if (token != expected) {
            throw new BadJsonException("json: cannot unmarshal " + kind(token) + " into Go " + what);
        }
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_TRUE, VALUE_FALSE -> "bool";
            case VALUE_STRING -> "string";
            default -> "number";
        };
    }
}
