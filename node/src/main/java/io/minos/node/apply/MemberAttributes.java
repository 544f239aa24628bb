package io.minos.node.apply;

import java.util.List;

/** What a member has published about itself. */
public record MemberAttributes(long memberId, String name, List<String> clientUrls) {
    public MemberAttributes {
        clientUrls = List.copyOf(clientUrls);
    }
}
