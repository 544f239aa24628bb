package io.minos.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the gateway's answers: messages, streamed messages, and errors in their two shapes. */
final class Answers {
    private static final int OK = 200;
    private static final int EXCERPT_CHARS = 120;

    /** Either a message or a failure. */
    sealed interface Answer<R> {
        record Message<R>(R message) implements Answer<R> {}

        record Failed<R>(Failure failure) implements Answer<R> {}
    }

    private Answers() {}

    static <R extends Message> Answer<R> read(int status, byte[] body, int length, R blank, boolean streamed) {
        try (JsonParser in = ProtoJson.parser(body, 0, length)) {
            in.nextToken();
            if (status != OK) {
                return new Answer.Failed<>(refusal(status, in));
            }
            Answer<R> answer = streamed ? line(status, in, blank) : new Answer.Message<>(ProtoJson.read(in, blank));
            if (in.nextToken() != null) {
                throw new IOException("something follows the answer");
            }
            return answer;
        } catch (IOException e) {
            return new Answer.Failed<>(new Failure.Gibberish(status, excerpt(status, body, length)));
        }
    }

    /** {@code {"result":…}} or {@code {"error":…}}. */
    private static <R extends Message> Answer<R> line(int status, JsonParser in, R blank) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT || in.nextToken() != JsonToken.FIELD_NAME) {
            throw new IOException("expected a result or an error");
        }
        String name = in.currentName();
        in.nextToken();
        Answer<R> answer = switch (name) {
            case "result" -> new Answer.Message<>(ProtoJson.read(in, blank));
            case "error" -> new Answer.Failed<>(refusal(status, in));
            default -> throw new IOException("expected a result or an error, found " + name);
        };
        in.nextToken();
        return answer;
    }

    /** {@code {"error","message","code"}} of a call, or {@code {"grpc_code","http_code","message","http_status"}} of a stream. */
    private static Failure refusal(int status, JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("expected an error object");
        }
        int code = -1;
        String text = "";
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "code", "grpc_code" -> code = in.getIntValue();
                case "message" -> text = in.getText();
                case "error" -> text = text.isEmpty() ? in.getText() : text;
                default -> in.skipChildren();
            }
        }
        if (code < 0 || in.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("not one of etcd's errors");
        }
        return new Failure.Refusal(status, code, text);
    }

    private static String excerpt(int status, byte[] body, int length) {
        String text = new String(body, 0, Math.min(length, EXCERPT_CHARS), StandardCharsets.UTF_8).strip();
        return "HTTP " + status + (text.isEmpty() ? ", empty" : ": " + text);
    }
}
