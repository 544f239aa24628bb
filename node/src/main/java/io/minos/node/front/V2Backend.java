package io.minos.node.front;

import io.minos.etcd.api.Member;
import io.minos.node.v2.V2Answer;
import io.minos.node.v2.V2Error;
import io.minos.node.v2.V2Event;
import io.minos.node.v2.V2Request;
import io.minos.node.v2.auth.V2Auth;
import io.minos.node.v2.auth.V2AuthAnswer;
import io.minos.node.v2.auth.V2AuthChange;
import io.minos.node.v2.auth.V2User;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What etcd's v2 API is made of. Futures as {@link Backend}'s: they end with {@link RpcException} and nothing else. */
public interface V2Backend {
    /** @param request its times are the backend's affair: it has a TTL instead, if one is given */
    CompletableFuture<V2Answer> change(V2Request request, Optional<Long> ttlSeconds);

    /** @param quorum linearizable; else this member's state as it is */
    CompletableFuture<V2Answer> get(String path, boolean recursive, boolean quorum);

    /** @param since the first index of interest; 0: what comes next */
    Watch watch(String path, boolean recursive, boolean stream, long since, WatchSink sink);

    /** The v2 API's users and roles, as this member has applied them: as new as any answer that came before. */
    V2Auth auth();

    /** @param password of the user that is put; empty: none is given */
    CompletableFuture<V2AuthAnswer> changeAuth(V2AuthChange change, String password);

    CompletableFuture<Boolean> isRight(String password, V2User user);

    /** {@code --client-cert-auth}: who sends no password is whom its certificate names. */
    boolean namesUsersByCertificates();

    /** How the member stands. */
    Facts facts();

    /** @param leader 0 when unknown */
    record Facts(long clusterId, long raftIndex, long raftTerm, long leader, Collection<Member> members, Set<Long> removedMembers) {}

    /** JSON for {@code /v2/stats/self}. */
    String selfStats();

    /** JSON for {@code /v2/stats/leader}; empty elsewhere than at the leader. */
    Optional<String> leaderStats();

    /** JSON for {@code /v2/stats/store}. */
    CompletableFuture<String> storeStats();

    /** An open watch. */
    interface Watch {
        /** The client is gone, or has all it wants. Idempotent. */
        void close();
    }

    /** The way back to one watching client: {@code refused}, or {@code waits} and then events. One call at a time. */
    interface WatchSink {
        void waits(long etcdIndex);

        void refused(V2Error error);

        void happened(V2Event event, boolean last);

        /** No more will come. */
        void ended();
    }
}
