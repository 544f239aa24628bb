package io.minos.node.snapshot.etcd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.minos.etcd.api.Member;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The names and forms of etcd 3.4's backend: mvcc/kvstore.go, lease/lessor.go, etcdserver/api/v3alarm/alarms.go, auth/store.go,
 * etcdserver/api/membership/store.go and member.go.
 */
final class Backend {
    static final String KEY = "key";
    static final String META = "meta";
    static final String LEASE = "lease";
    static final String ALARM = "alarm";
    static final String AUTH = "auth";
    static final String AUTH_USERS = "authUsers";
    static final String AUTH_ROLES = "authRoles";
    static final String MEMBERS = "members";
    static final String MEMBERS_REMOVED = "members_removed";
    static final String CLUSTER = "cluster";

    // in "meta"
    static final byte[] CONSISTENT_INDEX = bytes("consistent_index");
    static final byte[] FINISHED_COMPACTION = bytes("finishedCompactRev");
    static final byte[] SCHEDULED_COMPACTION = bytes("scheduledCompactRev");

    // in "auth"
    static final byte[] AUTH_ENABLED = bytes("authEnabled");
    static final byte[] AUTH_REVISION = bytes("authRevision");

    // in "cluster"
    static final byte[] CLUSTER_VERSION = bytes("clusterVersion");

    /** In "members_removed", by the member's id. */
    static final byte[] REMOVED = bytes("removed");

    private static final JsonFactory JSON = new JsonFactory();

    private Backend() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bigEndian(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] memberKey(long id) {
        return bytes(Long.toHexString(id));
    }

    static byte[] member(Member member) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("id", new BigInteger(Long.toUnsignedString(member.getID())));
            urls("peerURLs", member.getPeerURLsList(), json);
            if (member.getIsLearner()) {
                json.writeBooleanField("isLearner", true);
            }
            if (!member.getName().isEmpty()) {
                json.writeStringField("name", member.getName());
            }
            if (member.getClientURLsCount() > 0) {
                urls("clientURLs", member.getClientURLsList(), json);
            }
            json.writeEndObject();
        }
        return bytes(text.toString());
    }

    private static void urls(String name, List<String> urls, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (String url : urls) {
            json.writeString(url);
        }
        json.writeEndArray();
    }
}
