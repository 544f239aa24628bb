package io.minos.node.front;

import io.minos.etcd.api.Member;
import io.minos.node.v2.ErrorCode;
import io.minos.node.v2.V2Error;
import io.minos.node.v2.V2Event;
import io.minos.node.v2.V2Node;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The v2 API's JSON, byte for byte as Go's encoder writes it: in the order of etcd's structs, without what is empty. */
final class V2Json {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final long NANOS = 1_000_000_000L;

    private V2Json() {}

    /** @param withNodes what happened to what; else only what happened */
    static String event(V2Event event, boolean withNodes) {
        StringBuilder json = new StringBuilder("{\"action\":");
        string(json, event.getAction());
        if (withNodes) {
            node(json.append(",\"node\":"), event.getNode());
            if (event.hasPrevNode()) {
                node(json.append(",\"prevNode\":"), event.getPrevNode());
            }
        }
        return json.append("}\n").toString();
    }

    private static void node(StringBuilder json, V2Node node) {
        json.append('{');
        if (!node.getKey().isEmpty()) {
            string(json.append("\"key\":"), node.getKey());
            json.append(',');
        }
        if (node.hasValue()) {
            string(json.append("\"value\":"), node.getValue());
            json.append(',');
        }
        if (node.getDir()) {
            json.append("\"dir\":true,");
        }
        if (node.getExpiration() != 0) {
            json.append("\"expiration\":\"").append(time(node.getExpiration())).append("\",");
        }
        number(json, "ttl", node.getTtl());
        nodes(json, node.getNodesList());
        number(json, "modifiedIndex", node.getModifiedIndex());
        number(json, "createdIndex", node.getCreatedIndex());
        close(json, '}');
    }

    private static void nodes(StringBuilder json, List<V2Node> nodes) {
        if (nodes.isEmpty()) {
            return;
        }
        json.append("\"nodes\":[");
        for (V2Node node : nodes) {
            node(json, node);
            json.append(',');
        }
        close(json, ']');
        json.append(',');
    }

    private static void number(StringBuilder json, String name, long number) {
        if (number != 0) {
            json.append('"').append(name).append("\":").append(number).append(',');
        }
    }

    private static void close(StringBuilder json, char end) {
        int last = json.length() - 1;
        if (json.charAt(last) == ',') {
            json.setLength(last);
        }
        json.append(end);
    }

    /** RFC 3339 with as many digits as it needs. */
    static String time(long unixNanos) {
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(unixNanos, NANOS), Math.floorMod(unixNanos, NANOS));
        String fraction = String.format("%09d", instant.getNano()).replaceAll("0+$", "");
        return SECONDS.format(instant) + (fraction.isEmpty() ? "" : "." + fraction) + "Z";
    }

    static String error(V2Error error) {
        ErrorCode code = ErrorCode.of(error);
        StringBuilder json = new StringBuilder("{\"errorCode\":").append(code.number()).append(",\"message\":");
        string(json, code.text());
        if (!error.getCause().isEmpty()) {
            string(json.append(",\"cause\":"), error.getCause());
        }
        return json.append(",\"index\":").append(error.getIndex()).append("}\n").toString();
    }

    static String message(String text) {
        StringBuilder json = new StringBuilder("{\"message\":");
        string(json, text);
        return json.append('}').toString();
    }

    static String members(List<Member> members) {
        StringBuilder json = new StringBuilder("{\"members\":[");
        for (Member member : members) {
            json.append(member(member)).append(',');
        }
        close(json, ']');
        return json.append("}\n").toString();
    }

    static String member(Member member) {
        StringBuilder json = new StringBuilder("{\"id\":");
        string(json, Long.toHexString(member.getID()));
        string(json.append(",\"name\":"), member.getName());
        strings(json.append(",\"peerURLs\":"), member.getPeerURLsList());
        strings(json.append(",\"clientURLs\":"), member.getClientURLsList());
        return json.append('}').toString();
    }

    /** Not of the v2 API, but of the same encoder: etcd's page of members at its peer URLs. */
    static String peerPage(List<Member> members) {
        StringBuilder json = new StringBuilder("[");
        for (Member member : members) {
            strings(json.append("{\"id\":").append(Long.toUnsignedString(member.getID())).append(",\"peerURLs\":"), member.getPeerURLsList());
            if (member.getIsLearner()) {
                json.append(",\"isLearner\":true");
            }
            if (!member.getName().isEmpty()) {
                string(json.append(",\"name\":"), member.getName());
            }
            if (member.getClientURLsCount() > 0) {
                strings(json.append(",\"clientURLs\":"), member.getClientURLsList());
            }
            json.append("},");
        }
        close(json, ']');
        return json.append('\n').toString();
    }

    static void strings(StringBuilder json, List<String> values) {
        json.append('[');
        for (String value : values) {
            string(json, value);
            json.append(',');
        }
        close(json, ']');
    }

    static void string(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char one = value.charAt(i);
            switch (one) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    boolean escaped = one < ' ' || one == '<' || one == '>' || one == '&' || one == '\u2028' || one == '\u2029';
                    json.append(escaped ? String.format("\\u%04x", (int) one) : one);
                }
            }
        }
        json.append('"');
    }
}
