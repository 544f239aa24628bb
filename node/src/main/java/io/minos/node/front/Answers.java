package io.minos.node.front;

import io.minos.node.outcome.EtcdError.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Status lines, headers and bodies as etcd 3.4 gives them; headers are encoded once. */
final class Answers {
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    private static final HttpField GRPC = new PreEncodedHttpField("Grpc-Metadata-Content-Type", "application/grpc");
    private static final HttpField TEXT = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    private static final HttpField METRICS = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    private static final HttpField NO_SNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField ALLOW_GET = new PreEncodedHttpField(HttpHeader.ALLOW, "GET");
    private static final HttpField TRAILER = new PreEncodedHttpField(HttpHeader.TRAILER, "Grpc-Trailer-Content-Type");
    private static final HttpFields TRAILERS = HttpFields.from(new HttpField("Grpc-Trailer-Content-Type", "application/grpc"));
    private static final HttpField CORS_METHODS = new PreEncodedHttpField("Access-Control-Allow-Methods", "POST, GET, OPTIONS, PUT, DELETE");
    private static final HttpField CORS_ORIGIN = new PreEncodedHttpField("Access-Control-Allow-Origin", "*");
    private static final HttpField CORS_HEADERS = new PreEncodedHttpField("Access-Control-Allow-Headers", "accept, content-type, authorization");

    private Answers() {}

    static void allowAnyOrigin(Response response) {
        response.getHeaders().add(CORS_HEADERS).add(CORS_METHODS).add(CORS_ORIGIN);
    }

    /** The answer to a unary call. */
    static void json(Response response, ByteBuffer body, Callback callback) {
        startStream(response);
        response.write(true, body, callback);
    }

    /** Status and headers of a response stream that begins with a message. */
    static void startStream(Response response) {
        response.setStatus(HttpStatus.OK_200);
        response.getHeaders().add(JSON).add(GRPC);
    }

    /** A stream that ends before its first message carries no gRPC header. */
    static void startEmptyStream(Response response) {
        response.setStatus(HttpStatus.OK_200);
        response.getHeaders().add(JSON);
    }

    /** A unary call that the backend answered with an error: it has a gRPC trailer, as the call went through. */
    static void error(Response response, RpcException error, Callback callback) {
        response.getHeaders().add(TRAILER);
        response.setTrailersSupplier(() -> TRAILERS);
        error(response, httpStatus(error.code()), error.code(), message(error), callback);
    }

    /** A call that never became one: its request could not be read. */
    static void badRequest(Response response, String message, Callback callback) {
        error(response, HttpStatus.BAD_REQUEST_400, Code.INVALID_ARGUMENT, message, callback);
    }

    /** Likewise on a streaming endpoint, where the gateway knows no better than that something went wrong. */
    static void badStreamRequest(Response response, String message, Callback callback) {
        error(response, HttpStatus.INTERNAL_SERVER_ERROR_500, Code.UNKNOWN, message, callback);
    }

    private static void error(Response response, int status, Code code, String message, Callback callback) {
        String quoted = JsonCodec.quoted(message);
        response.setStatus(status);
        response.getHeaders().add(JSON);
        response.write(true, ascii("{\"error\":" + quoted + ",\"message\":" + quoted + ",\"code\":" + code.ordinal() + "}"), callback);
    }

    /** A stream that ends with an error before its first message. */
    static void streamError(Response response, RpcException error, Callback callback) {
        response.setStatus(httpStatus(error.code()));
        response.getHeaders().add(JSON);
        response.write(true, ByteBuffer.wrap(streamError(error)), callback);
    }

    /** The last chunk of a stream that ends with an error. */
    static byte[] streamError(RpcException error) {
        int status = httpStatus(error.code());
        String text = "{\"error\":{\"grpc_code\":" + error.code().ordinal() + ",\"http_code\":" + status
                + ",\"message\":" + JsonCodec.quoted(message(error)) + ",\"http_status\":\"" + goStatusText(status) + "\"}}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void page(Response response, String json, Callback callback) {
        respond(response, HttpStatus.OK_200, JSON, json, callback);
    }

    static void page(Response response, int status, String json, Callback callback) {
        respond(response, status, JSON, json, callback);
    }

    /** Headers are there already. */
    static void status(Response response, int status, String body, Callback callback) {
        response.setStatus(status);
        response.write(true, ascii(body), callback);
    }

    static void text(Response response, int status, String text, Callback callback) {
        respond(response, status, TEXT, text, callback);
    }

    static void text(Response response, String text, Callback callback) {
        respond(response, HttpStatus.OK_200, TEXT, text, callback);
    }

    static void metrics(Response response, String text, Callback callback) {
        respond(response, HttpStatus.OK_200, METRICS, text, callback);
    }

    /** As Go's {@code http.Error}: plain text and a line end. */
    static void textError(Response response, int status, String text, Callback callback) {
        response.getHeaders().add(NO_SNIFF);
        respond(response, status, TEXT, text + "\n", callback);
    }

    static void onlyGet(Response response, Callback callback) {
        response.getHeaders().add(ALLOW_GET);
        textError(response, HttpStatus.METHOD_NOT_ALLOWED_405, "Method Not Allowed", callback);
    }

    private static void respond(Response response, int status, HttpField contentType, String text, Callback callback) {
        response.setStatus(status);
        response.getHeaders().add(contentType);
        response.write(true, ascii(text), callback);
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String message(RpcException error) {
        return String.valueOf(error.getMessage());
    }

    /** grpc-gateway 1.9, runtime.HTTPStatusFromCode. */
    static int httpStatus(Code code) {
        return switch (code) {
            case OK -> 200;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case CANCELLED -> 408;
            case ALREADY_EXISTS, ABORTED -> 409;
            case FAILED_PRECONDITION -> 412;
            case RESOURCE_EXHAUSTED -> 429;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
        };
    }

    /** What Go's {@code http.StatusText} says; Jetty's own words differ here and there. */
    private static String goStatusText(int status) {
        return status == HttpStatus.INTERNAL_SERVER_ERROR_500 ? "Internal Server Error" : HttpStatus.getMessage(status);
    }
}
