package io.minos.node.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import io.minos.etcd.api.Member;
import io.minos.node.replica.Published;
import io.minos.node.transport.HttpPeerTransport;
import io.minos.node.transport.PeerProto.MemberTable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The members as one of them has them applied, for one that wants to join and has no name for itself yet. */
final class MemberTables {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

    private MemberTables() {}

    static MemberTable of(MemberIdentity self, Published now) {
        return MemberTable.newBuilder().setClusterId(self.clusterId()).setSelf(self.memberId()).setApplied(now.raft().applied())
                .addAllMembers(now.members().values()).build();
    }

    /** The one with most of the log, of all that answer at these peer URLs; empty if none does. */
    static Optional<MemberTable> newest(HttpClient http, Collection<URI> peerUrls) {
        List<CompletableFuture<Optional<MemberTable>>> asked = peerUrls.stream().map(url -> ask(http, url)).toList();
        return asked.stream().map(CompletableFuture::join).flatMap(Optional::stream).max(Comparator.comparingLong(MemberTable::getApplied));
    }

    private static CompletableFuture<Optional<MemberTable>> ask(HttpClient http, URI url) {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(HttpPeerTransport.MEMBERS_PATH)).timeout(ANSWER_MAX).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).handle((answer, failure) -> failure == null && answer.statusCode() == 200 ? parse(answer.body()) : Optional.empty());
    }

    /** Something else may be serving there. */
    private static Optional<MemberTable> parse(byte[] body) {
        try {
            MemberTable table = MemberTable.parseFrom(body);
            return table.getMembersCount() == 0 ? Optional.empty() : Optional.of(table);
        } catch (InvalidProtocolBufferException foreign) {
            return Optional.empty();
        }
    }

    static SortedMap<Long, List<URI>> peerUrls(Collection<Member> members) {
        SortedMap<Long, List<URI>> urls = new TreeMap<>(Long::compareUnsigned);
        members.forEach(member -> urls.put(member.getID(), member.getPeerURLsList().stream().map(URI::create).toList()));
        return urls;
    }
}
