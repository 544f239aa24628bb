package io.minos.node.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.Permission;
import io.minos.etcd.api.Permission.Type;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.Role;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.User;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.node.outcome.EtcdError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alice reads [a, c) and [c, f), writes m, and does both with x and all keys from y on. A lease of hers has the key m, another s as well. */
class AccessTest {
    private static final Access.LeasedKeys LEASES = lease -> lease == 1 ? List.of(key("m")) : lease == 2 ? List.of(key("m"), key("s")) : List.of();
    private static final AuthState USERS = AuthState.restore(true, 7,
            List.of(user("alice", "r"), user("bob"), user("carol", "root"), user("root", "root")),
            List.of(role("r", permission(Type.READ, "a", "c"), permission(Type.READ, "c", "f"), permission(Type.WRITE, "m", ""),
                    permission(Type.READWRITE, "x", ""), permission(Type.READWRITE, "y", "\0"))));
    private final Access alice = new Access(USERS, new Identity("alice", 7));

    // ------------------------------------------------------------------ ranges

    @ParameterizedTest
    @CsvSource({"a,'',true", "b,'',true", "c,'',true", "e,'',true", "f,'',false", "a,f,true", "b,e,true", "a,g,false", "A,b,false", "m,'',false",
            "x,'',true", "x,xz,false", "x,*,false", "y,*,true", "z,*,true", "yy,zz,true", "z,'',true", "a,*,false", "*,*,false", "d,b,true", "d,A,false"})
    void reads_what_its_permissions_cover_together(String key, String end, boolean may) {
        assertThat(alice.range(RangeRequest.newBuilder().setKey(given(key)).setRangeEnd(given(end)).build())).isEqualTo(deniedUnless(may));
    }

    @ParameterizedTest
    @CsvSource({"m,'',true", "a,'',false", "x,'',true", "m,n,false", "y,*,true", "x,*,false"})
    void deletes_what_it_may_write(String key, String end, boolean may) {
        assertThat(alice.deleteRange(DeleteRangeRequest.newBuilder().setKey(given(key)).setRangeEnd(given(end)).build())).isEqualTo(deniedUnless(may));
    }

    /** etcd 3.4.23 takes a watch on all keys from one on for a watch on that one. */
    @Test
    void a_watch_takes_the_right_to_read_all_of_its_range() {
        assertThat(alice.watch(watch("a", ""))).isEmpty();
        assertThat(alice.watch(watch("a", "\0"))).contains(EtcdError.PERMISSION_DENIED);
        assertThat(alice.watch(watch("y", "\0"))).isEmpty();
        assertThat(alice.watch(watch("", "\0"))).contains(EtcdError.PERMISSION_DENIED);
        assertThat(alice.watch(watch("", ""))).contains(EtcdError.PERMISSION_DENIED);
    }

    // ------------------------------------------------------------------ what else a request tells of, or touches

    @Test
    void a_previous_value_takes_the_right_to_read() {
        assertThat(alice.put(put("m").build(), LEASES)).isEmpty();
        assertThat(alice.put(put("m").setPrevKv(true).build(), LEASES)).contains(EtcdError.PERMISSION_DENIED);
        assertThat(alice.put(put("x").setPrevKv(true).build(), LEASES)).isEmpty();
        assertThat(alice.deleteRange(DeleteRangeRequest.newBuilder().setKey(key("m")).setPrevKv(true).build())).contains(EtcdError.PERMISSION_DENIED);
    }

    @Test
    void to_hang_a_key_on_a_lease_takes_the_right_to_write_all_its_keys() {
        assertThat(alice.put(put("x").setLease(1).build(), LEASES)).isEmpty();
        assertThat(alice.put(put("x").setLease(2).build(), LEASES)).contains(EtcdError.PERMISSION_DENIED);
        assertThat(alice.leaseRevoke(LEASES.apply(1))).isEmpty();
        assertThat(alice.leaseRevoke(LEASES.apply(2))).contains(EtcdError.PERMISSION_DENIED);
    }

    @Test
    void the_keys_of_a_lease_are_told_to_those_who_may_read_them() {
        assertThat(alice.leaseTimeToLive(List.of(key("a"), key("x")))).isEmpty();
        assertThat(alice.leaseTimeToLive(List.of(key("a"), key("m")))).contains(EtcdError.PERMISSION_DENIED);
    }

    // ------------------------------------------------------------------ transactions

    @Test
    void a_compare_takes_the_right_to_read() {
        assertThat(alice.txn(TxnRequest.newBuilder().addCompare(Compare.newBuilder().setKey(key("m"))).build(), LEASES)).contains(EtcdError.PERMISSION_DENIED);
        assertThat(alice.txn(TxnRequest.newBuilder().addCompare(Compare.newBuilder().setKey(key("a")).setRangeEnd(key("f"))).build(), LEASES)).isEmpty();
        assertThat(alice.txn(TxnRequest.newBuilder().addCompare(Compare.newBuilder().setKey(key("a")).setRangeEnd(key("g"))).build(), LEASES)).contains(EtcdError.PERMISSION_DENIED);
    }

    /** etcd 3.4.23 looks at neither the previous value nor the lease of a put within a transaction, nor into transactions within it. */
    @Test
    void a_transaction_lets_nothing_through_that_its_parts_would_not() {
        List<RequestOp> bad = List.of(op(put("a")), op(put("m").setPrevKv(true)), op(put("x").setLease(2)),
                RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key("m"))).build(),
                RequestOp.newBuilder().setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key("a"))).build());
        for (RequestOp operation : bad) {
            assertThat(alice.txn(TxnRequest.newBuilder().addSuccess(operation).build(), LEASES)).contains(EtcdError.PERMISSION_DENIED);
            assertThat(alice.txn(TxnRequest.newBuilder().addFailure(operation).build(), LEASES)).contains(EtcdError.PERMISSION_DENIED);
            TxnRequest nested = TxnRequest.newBuilder().addFailure(RequestOp.newBuilder().setRequestTxn(TxnRequest.newBuilder().addFailure(operation))).build();
            assertThat(alice.txn(nested, LEASES)).contains(EtcdError.PERMISSION_DENIED);
        }
        TxnRequest good = TxnRequest.newBuilder().addSuccess(op(put("m"))).addFailure(op(put("x").setPrevKv(true).setLease(1))).build();
        assertThat(alice.txn(TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestTxn(good)).build(), LEASES)).isEmpty();
    }

    // ------------------------------------------------------------------ who

    @Test
    void nobody_may_nothing() {
        Access nobody = new Access(USERS, Identity.NOBODY);
        assertThat(nobody.range(range("a"))).contains(EtcdError.USER_EMPTY);
        assertThat(nobody.put(put("m").build(), LEASES)).contains(EtcdError.USER_EMPTY);
        assertThat(nobody.admin()).contains(EtcdError.USER_EMPTY);
        assertThat(nobody.leaseRevoke(List.of())).as("as in etcd").isEmpty();
    }

    @Test
    void users_that_are_unknown_or_have_no_role_may_nothing() {
        for (String name : List.of("bob", "zed", "")) {
            assertThat(new Access(USERS, new Identity(name, 7)).range(range("a"))).contains(EtcdError.PERMISSION_DENIED);
        }
        assertThat(new Access(USERS, new Identity("zed", 7)).admin()).contains(EtcdError.USER_NOT_FOUND);
    }

    @Test
    void who_was_known_by_an_older_revision_has_to_be_known_anew() {
        assertThat(new Access(USERS, new Identity("alice", 6)).range(range("a"))).contains(EtcdError.AUTH_OLD_REVISION);
        assertThat(new Access(USERS, new Identity("root", 6)).range(range("a"))).contains(EtcdError.AUTH_OLD_REVISION);
        assertThat(new Access(USERS, new Identity("root", 6)).admin()).isEmpty();
    }

    @Test
    void the_root_role_makes_an_administrator_who_may_everything() {
        for (String name : List.of("root", "carol")) {
            Access root = new Access(USERS, new Identity(name, 7));
            assertThat(root.admin()).isEmpty();
            assertThat(root.range(RangeRequest.newBuilder().setKey(key("\0")).setRangeEnd(key("\0")).build())).isEmpty();
            assertThat(root.put(put("q").setLease(2).setPrevKv(true).build(), LEASES)).isEmpty();
        }
        assertThat(alice.admin()).contains(EtcdError.PERMISSION_DENIED);
    }

    @Test
    void users_look_at_themselves_and_their_roles_only() {
        assertThat(alice.userGet("alice")).isEmpty();
        assertThat(alice.userGet("bob")).contains(EtcdError.PERMISSION_DENIED);
        assertThat(alice.roleGet("r")).isEmpty();
        assertThat(alice.roleGet("root")).contains(EtcdError.PERMISSION_DENIED);
        assertThat(new Access(USERS, Identity.NOBODY).userGet("alice")).contains(EtcdError.USER_EMPTY);
        assertThat(new Access(USERS, new Identity("root", 7)).userGet("bob")).isEmpty();
    }

    @Test
    void nothing_is_refused_while_authentication_is_off() {
        Access anybody = new Access(AuthState.INITIAL, Identity.NOBODY);
        assertThat(anybody.admin()).isEmpty();
        assertThat(anybody.range(range("a"))).isEmpty();
        assertThat(anybody.watch(watch("", "\0"))).isEmpty();
    }

    // ------------------------------------------------------------------ words

    private static Optional<EtcdError> deniedUnless(boolean may) {
        return may ? Optional.empty() : Optional.of(EtcdError.PERMISSION_DENIED);
    }

    /** A star stands for the zero byte. */
    private static ByteString given(String text) {
        return key(text.replace("*", "\0"));
    }

    static ByteString key(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static RangeRequest range(String key) {
        return RangeRequest.newBuilder().setKey(key(key)).build();
    }

    private static PutRequest.Builder put(String key) {
        return PutRequest.newBuilder().setKey(key(key));
    }

    private static RequestOp op(PutRequest.Builder put) {
        return RequestOp.newBuilder().setRequestPut(put).build();
    }

    private static WatchCreateRequest watch(String key, String end) {
        return WatchCreateRequest.newBuilder().setKey(key(key)).setRangeEnd(key(end)).build();
    }

    static Permission permission(Type type, String key, String end) {
        return Permission.newBuilder().setPermType(type).setKey(key(key)).setRangeEnd(key(end)).build();
    }

    static Role role(String name, Permission... permissions) {
        return Role.newBuilder().setName(key(name)).addAllKeyPermission(List.of(permissions)).build();
    }

    static User user(String name, String... roles) {
        return User.newBuilder().setName(key(name)).addAllRoles(List.of(roles)).build();
    }
}
