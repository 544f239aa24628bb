package io.minos.node.v2.auth;

import java.util.List;
import java.util.Optional;

/**
 * Who may do what, by rules that are enabled.
 *
 * @param user absent: whoever does not say who it is, for whom the role {@code guest} speaks
 */
public record V2Access(V2Auth auth, Optional<V2User> user) {
    /** Change members, users and roles; look at these. */
    public boolean isRoot() {
        return user.isPresent() && user.get().getRoles().getNameList().contains(V2Auth.ROOT);
    }

    /**
     * @param key as the client spelled it, behind {@code /v2/keys}
     * @param recursive of all below {@code key} as well: only a pattern with a star gives that. As in etcd, guests are asked about
     *     the key alone
     */
    public boolean mayUse(String key, boolean recursive, boolean write) {
        if (user.isEmpty()) {
            return auth.role(V2Auth.GUEST).filter(guest -> allows(guest, key, false, write)).isPresent();
        }
        return user.get().getRoles().getNameList().stream().flatMap(name -> auth.role(name).stream()).anyMatch(role -> allows(role, key, recursive, write));
    }

    /** The root's own role is asked about no key: it has even those that its pattern does not cover. */
    private static boolean allows(V2Role role, String key, boolean recursive, boolean write) {
        List<String> patterns = (write ? role.getRights().getWrite() : role.getRights().getRead()).getNameList();
        return role.getName().equals(V2Auth.ROOT) || patterns.stream().anyMatch(pattern -> covers(pattern, key, recursive));
    }

    private static boolean covers(String pattern, String key, boolean recursive) {
        return pattern.endsWith("*") ? key.startsWith(pattern.substring(0, pattern.length() - 1)) : !recursive && key.equals(pattern);
    }
}
