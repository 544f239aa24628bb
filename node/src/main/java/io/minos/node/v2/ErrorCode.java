package io.minos.node.v2;

import java.util.Arrays;

/** The errors of etcd's v2 API that a server answers with: number, text and HTTP status (etcd 3.4, etcdserver/api/v2error). */
public enum ErrorCode {
    KEY_NOT_FOUND(100, "Key not found", 404),
    TEST_FAILED(101, "Compare failed", 412),
    NOT_FILE(102, "Not a file", 403),
    NOT_DIR(104, "Not a directory", 400),
    NODE_EXIST(105, "Key already exists", 412),
    ROOT_READ_ONLY(107, "Root is read only", 400),
    DIR_NOT_EMPTY(108, "Directory not empty", 403),
    UNAUTHORIZED(110, "The request requires user authentication", 401),
    PREV_VALUE_REQUIRED(201, "PrevValue is Required in POST form", 400),
    TTL_NAN(202, "The given TTL in POST form is not a number", 400),
    INDEX_NAN(203, "The given index in POST form is not a number", 400),
    INVALID_FIELD(209, "Invalid field", 400),
    INVALID_FORM(210, "Invalid POST form", 400),
    REFRESH_VALUE(211, "Value provided on refresh", 400),
    REFRESH_TTL_REQUIRED(212, "A TTL must be provided on refresh", 400),
    RAFT_INTERNAL(300, "Raft Internal Error", 500),
    EVENT_INDEX_CLEARED(401, "The event in requested index is outdated and cleared", 400);

    private final int number;
    private final String text;
    private final int httpStatus;

    ErrorCode(int number, String text, int httpStatus) {
        this.number = number;
        this.text = text;
        this.httpStatus = httpStatus;
    }

    public static ErrorCode of(V2Error error) {
        return Arrays.stream(values()).filter(code -> code.number == error.getCode()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no error code " + error.getCode()));
    }

    public V2Error at(String cause, long index) {
        return V2Error.newBuilder().setCode(number).setCause(cause).setIndex(index).build();
    }

    public int number() {
        return number;
    }

    public String text() {
        return text;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
