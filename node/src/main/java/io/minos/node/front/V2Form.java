package io.minos.node.front;

import io.minos.node.v2.ErrorCode;
import io.minos.node.v2.V2Error;
import io.minos.node.v2.V2Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a request for {@code /v2/keys}, checked in etcd's order (etcd 3.4, v2http/client.go, parseKeyRequest): a
 * form's body counts before the query, the first value of many counts alone.
 */
final class V2Form {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    /** What is wrong; index and HTTP header say 0. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final transient V2Error error;

        Refusal(ErrorCode code, String cause) {
            super(cause, null, false, false);
            this.error = code.at(cause, 0);
        }

        V2Error error() {
            return error;
        }
    }

    final long prevIndex;
    final long waitIndex;
    final boolean recursive;
    final boolean wait;
    final boolean dir;
    final boolean quorum;
    final boolean stream;
    final String prevValue;
    final boolean noValueOnSuccess;
    final Optional<Long> ttlSeconds;
    final Optional<Boolean> prevExist;
    final boolean refresh;
    final String value;

    private final Map<String, List<String>> values = new HashMap<>();

    /** @param body a form's, or empty */
    V2Form(String method, String body, String query) throws Refusal {
        Optional<String> bodyProblem = GoUrl.readForm(body, values);
        Optional<String> queryProblem = GoUrl.readForm(query, values);
        Optional<String> problem = bodyProblem.or(() -> queryProblem);
        if (problem.isPresent()) {
            throw new Refusal(ErrorCode.INVALID_FORM, problem.get());
        }
        prevIndex = number("prevIndex", ErrorCode.INDEX_NAN);
        waitIndex = number("waitIndex", ErrorCode.INDEX_NAN);
        recursive = flag("recursive");
        flag("sorted"); // whatever it says: listings are sorted
        wait = flag("wait");
        dir = flag("dir");
        quorum = flag("quorum");
        stream = flag("stream");
        if (wait && !method.equals("GET")) {
            throw new Refusal(ErrorCode.INVALID_FIELD, "\"wait\" can only be used with GET requests");
        }
        prevValue = text("prevValue");
        if (values.containsKey("prevValue") && prevValue.isEmpty()) {
            throw new Refusal(ErrorCode.PREV_VALUE_REQUIRED, "\"prevValue\" cannot be empty");
        }
        noValueOnSuccess = flag("noValueOnSuccess");
        ttlSeconds = text("ttl").isEmpty() ? Optional.empty() : Optional.of(number("ttl", ErrorCode.TTL_NAN));
        prevExist = values.containsKey("prevExist") ? Optional.of(flag("prevExist", "invalid value for prevExist")) : Optional.empty();
        refresh = flag("refresh", "invalid value for refresh");
        value = text("value");
        if (refresh && !value.isEmpty()) {
            throw new Refusal(ErrorCode.REFRESH_VALUE, "A value was provided on a refresh");
        }
        if (refresh && ttlSeconds.isEmpty()) {
            throw new Refusal(ErrorCode.REFRESH_TTL_REQUIRED, "No TTL value set");
        }
    }

    V2Request.Builder change(V2Request.Method method, String path) {
        V2Request.Builder request = V2Request.newBuilder().setMethod(method).setPath(path).setValue(value).setDir(dir)
                .setPrevValue(prevValue).setPrevIndex(prevIndex).setRecursive(recursive).setRefresh(refresh);
        prevExist.ifPresent(request::setPrevExist);
        return request;
    }

    private String text(String name) {
        return values.containsKey(name) ? values.get(name).get(0) : "";
    }

    private long number(String name, ErrorCode code) throws Refusal {
        if (!values.containsKey(name)) {
            return 0;
        }
        String digits = text(name);
        try {
            if (!digits.isEmpty() && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
                return Long.parseUnsignedLong(digits);
            }
        } catch (NumberFormatException tooLarge) {
            // as good as no number
        }
        throw new Refusal(code, "invalid value for \"" + name + "\"");
    }

    private boolean flag(String name) throws Refusal {
        return flag(name, "invalid value for \"" + name + "\"");
    }

    private boolean flag(String name, String otherwise) throws Refusal {
        if (!values.containsKey(name)) {
            return false;
        }
        if (TRUE.contains(text(name))) {
            return true;
        }
        if (FALSE.contains(text(name))) {
            return false;
        }
        throw new Refusal(ErrorCode.INVALID_FIELD, otherwise);
    }
}
