package io.minos.node.replica;

import io.minos.etcd.api.Member;
import io.minos.node.apply.Command;
import io.minos.node.apply.PublishMember;
import java.util.List;
import java.util.Optional;

/** What a member tells the cluster about itself, again and again until the log holds it. */
public record Publication(long memberId, String name, List<String> clientUrls) {
    public Publication {
        clientUrls = List.copyOf(clientUrls);
    }

    /** To be proposed now; empty if it stands already, or if there is no leader to take it. */
    public Optional<Command> due(Published now) {
        if (stands(now) || now.raft().leader() == 0) {
            return Optional.empty();
        }
        PublishMember publish = PublishMember.newBuilder().setMemberId(memberId).setName(name).addAllClientUrls(clientUrls).build();
        return Optional.of(Command.newBuilder().setPublishMember(publish).build());
    }

    /** The state holds it. */
    public boolean stands(Published now) {
        Member known = now.members().getOrDefault(memberId, Member.getDefaultInstance());
        return known.getName().equals(name) && known.getClientURLsList().equals(clientUrls);
    }
}
