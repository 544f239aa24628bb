package io.minos.nemesis.toxiproxy;

/** A refusal, with the text and the HTTP status that Toxiproxy 2.5.0 gives. */
final class ApiException extends RuntimeException {
    private final int status;

    ApiException(String message, int status) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    static ApiException badBody(String why) {
        return new ApiException("bad request body: " + why, 400);
    }

    static ApiException missingField(String field) {
        return new ApiException("missing required field: " + field, 400);
    }

    static ApiException proxyNotFound() {
        return new ApiException("proxy not found", 404);
    }

    static ApiException proxyExists() {
        return new ApiException("proxy already exists", 409);
    }

    static ApiException invalidStream() {
        return new ApiException("stream was invalid, can be either upstream or downstream", 400);
    }

    static ApiException invalidToxicType() {
        return new ApiException("invalid toxic type", 400);
    }

    static ApiException toxicExists() {
        return new ApiException("toxic already exists", 409);
    }

    static ApiException toxicNotFound() {
        return new ApiException("toxic not found", 404);
    }
}
