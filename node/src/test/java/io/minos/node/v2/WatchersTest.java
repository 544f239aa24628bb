package io.minos.node.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.v2.Watchers.Told;
import io.minos.node.v2.Watchers.Watch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchersTest {
    private Tree tree = new Tree();
    private final List<Told> told = new ArrayList<>();
    private final Watchers watchers = new Watchers(tree, told::add);

    private void set(String path, String value) {
        tree.apply(V2Request.newBuilder().setMethod(V2Request.Method.PUT).setPath(path).setValue(value).build());
    }

    private void remove(String path) {
        tree.apply(V2Request.newBuilder().setMethod(V2Request.Method.DELETE).setPath(path).setRecursive(true).build());
    }

    private void watch(long id, String path, boolean recursive, boolean stream, long since) {
        watchers.watch(new Watch(id, path, recursive, stream, since));
    }

    /** "3 set /a@7", "3 end", and so on, of what was told since last asked. */
    private List<String> told() {
        List<String> lines = told.stream().map(one -> one.id() + " " + text(one)).toList();
        told.clear();
        return lines;
    }

    private static String text(Told one) {
        if (one instanceof Told.Happened happened) {
            V2Event event = happened.event();
            return event.getAction() + " " + event.getNode().getKey() + "@" + event.getNode().getModifiedIndex() + (happened.last() ? "." : "");
        } else if (one instanceof Told.Refused refused) {
            return refused.error().getCode() + " " + refused.error().getCause() + " @" + refused.error().getIndex();
        }
        return one instanceof Told.Waits waits ? "waits@" + waits.etcdIndex() : "end";
    }

    @Test
    void one_that_does_not_stream_is_told_once_and_gone() {
        watch(1, "/a", false, false, 0);
        set("/b", "1");
        set("/a", "1");
        set("/a", "2");
        assertThat(told()).containsExactly("1 waits@0", "1 set /a@2.");
        assertThat(watchers.count()).isZero();
    }

    @Test
    void one_that_streams_is_told_everything() {
        watch(1, "", true, true, 0);
        set("/a", "1");
        set("/b/c", "1");
        remove("/b");
        assertThat(told()).containsExactly("1 waits@0", "1 set /a@1", "1 set /b/c@2", "1 delete /b@3");
        assertThat(watchers.count()).isEqualTo(1);
    }

    @Test
    void only_a_recursive_one_is_told_what_happens_below() {
        watch(1, "/d", false, false, 0);
        watch(2, "/d", true, false, 0);
        set("/d/x", "1");
        assertThat(told()).containsExactly("1 waits@0", "2 waits@0", "2 set /d/x@1.");
    }

    @Test
    void what_is_hidden_is_told_only_to_who_watches_it_by_name() {
        watch(1, "", true, false, 0);
        watch(2, "/_h", true, false, 0);
        watch(3, "/_h/x", false, false, 0);
        set("/_h/x", "1");
        assertThat(told()).containsExactly("1 waits@0", "2 waits@0", "3 waits@0", "2 set /_h/x@1.", "3 set /_h/x@1.");
    }

    @Test
    void who_watches_a_file_is_told_when_its_directory_goes() {
        set("/d/e/f", "1");
        watch(1, "/d/e/f", false, false, 0);
        watch(2, "/d/x", false, false, 0);
        remove("/d");
        assertThat(told()).containsExactly("1 waits@1", "2 waits@1", "1 delete /d@2.");
    }

    @Test
    void one_that_asks_for_the_past_is_told_its_first_event_of_interest() {
        set("/a", "1");
        set("/b", "1");
        set("/a", "2");
        watch(1, "/a", false, false, 1);
        watch(2, "/a", false, false, 2);
        watch(3, "/a", false, false, 4);
        assertThat(told()).containsExactly("1 waits@3", "1 set /a@1.", "2 waits@3", "2 set /a@3.", "3 waits@3");
    }

    @Test
    void one_that_asks_for_the_future_is_told_nothing_before() {
        watch(1, "/a", false, false, 3);
        set("/a", "1");
        set("/a", "2");
        set("/a", "3");
        assertThat(told()).containsExactly("1 waits@0", "1 set /a@3.");
    }

    @Test
    void a_past_that_is_forgotten_is_refused() {
        for (int i = 0; i < 1_005; i++) {
            set("/a", "1");
        }
        watch(1, "/a", false, false, 5);
        watch(2, "/a", false, false, 6);
        assertThat(told()).containsExactly("1 401 the requested history has been cleared [6/5] @1005", "2 waits@1005", "2 set /a@6.");
    }

    @Test
    void a_mere_refresh_is_told_nobody() {
        set("/a", "1");
        watch(1, "/a", false, false, 0);
        tree.apply(V2Request.newBuilder().setMethod(V2Request.Method.PUT).setPath("/a").setPrevExist(true).setRefresh(true).setExpiration(Long.MAX_VALUE).build());
        set("/a", "2");
        assertThat(told()).containsExactly("1 waits@1", "1 set /a@3.");
    }

    @Test
    void what_expires_is_told_with_what_it_was() {
        tree.apply(V2Request.newBuilder().setMethod(V2Request.Method.PUT).setPath("/a").setValue("v").setExpiration(1_700_000_000_000_000_000L).build());
        watch(1, "/a", false, false, 0);
        tree.apply(V2Request.newBuilder().setMethod(V2Request.Method.SYNC).setTime(1_699_999_999_999_999_999L).build());
        assertThat(told()).containsExactly("1 waits@1");
        tree.apply(V2Request.newBuilder().setMethod(V2Request.Method.SYNC).setTime(1_700_000_000_000_000_000L).build());
        assertThat(((Told.Happened) told.get(0)).event().getPrevNode().getValue()).isEqualTo("v");
        assertThat(told()).containsExactly("1 expire /a@2.");
    }

    @Test
    void one_that_is_closed_is_told_no_more() {
        watch(1, "/a", false, true, 0);
        watchers.close(1);
        watchers.close(1);
        set("/a", "1");
        assertThat(told()).containsExactly("1 waits@0");
        assertThat(watchers.count()).isZero();
    }

    @Test
    void after_another_tree_has_come_each_is_told_what_it_missed_or_has_to_ask_again() {
        watch(1, "/a", false, false, 0);
        watch(2, "/b", false, false, 0);
        watch(3, "/a", false, true, 0);
        told();
        Tree newer = new Tree();
        Tree old = tree;
        tree = newer;
        set("/x", "1");
        set("/a", "1");
        watchers.install(newer);
        assertThat(told()).containsExactly("1 set /a@2.", "3 end");
        set("/b", "1");
        tree = old;
        set("/b", "lost");
        assertThat(told()).containsExactly("2 set /b@3.");
    }
}
