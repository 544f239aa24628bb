package io.minos.node.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.etcd.api.Member;
import io.minos.etcd.api.MemberAddResponse;
import io.minos.etcd.api.MemberRemoveResponse;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Expected refusals are those of etcd 3.4's ValidateConfigurationChange and IsReadyTo…. */
class MembersTest {
    private static final long HIGH = -5; // unsigned, the greatest of all

    private StateMachine state = StateMachine.ofNewCluster(List.of(member(1), member(2), member(HIGH)));

    private static Member member(long id) {
        return Member.newBuilder().setID(id).setName("n" + id).addPeerURLs(url(id)).build();
    }

    private static String url(long id) {
        return "http://n" + id + ":2380";
    }

    private static Command add(long id, boolean learner, String... urls) {
        return Command.newBuilder().setMemberAdd(MemberAdd.newBuilder().setId(id).setIsLearner(learner).addAllPeerUrls(List.of(urls))).build();
    }

    private static Command remove(long id) {
        return Command.newBuilder().setMemberRemove(MemberRemove.newBuilder().setId(id)).build();
    }

    private static Command update(long id, String... urls) {
        return Command.newBuilder().setMemberUpdate(MemberUpdate.newBuilder().setId(id).addAllPeerUrls(List.of(urls))).build();
    }

    private static Command promote(long id) {
        return Command.newBuilder().setMemberPromote(MemberPromote.newBuilder().setId(id)).build();
    }

    private static Command publish(long id, String name) {
        return Command.newBuilder().setPublishMember(PublishMember.newBuilder().setMemberId(id).setName(name).addClientUrls("http://c" + id)).build();
    }

    private <T> T apply(Command command, Class<T> kind) {
        Applied applied = state.apply(state.appliedIndex() + 1, 1, command, OneNode.STAMP);
        return kind.cast(((Outcome.Done<?>) applied.outcome()).response());
    }

    private void apply(Command... commands) {
        for (Command command : commands) {
            apply(command, Object.class);
        }
    }

    private void restart() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        state.capture().writeTo(out);
        state = StateMachine.restore(new ByteArrayInputStream(out.toByteArray()));
    }

    private void refuses(Command change, EtcdError error) {
        assertThat(MemberRules.refusal(state, change)).contains(error);
    }

    private void allows(Command change) {
        assertThat(MemberRules.refusal(state, change)).isEmpty();
    }

    @Test
    void a_new_cluster_has_its_members_as_if_each_had_been_added_by_an_entry() {
        assertThat(state.appliedIndex()).isEqualTo(3);
        assertThat(state.appliedTerm()).isEqualTo(1);
        assertThat(state.members().keySet()).containsExactly(1L, 2L, HIGH);
    }

    @Test
    void a_member_that_is_added_is_unstarted_until_it_publishes() {
        MemberAddResponse added = apply(add(7, true, url(7)), MemberAddResponse.class);
        Member unstarted = Member.newBuilder().setID(7).addPeerURLs(url(7)).setIsLearner(true).build();
        assertThat(added.getMember()).isEqualTo(unstarted);
        assertThat(added.getMembersList()).containsExactly(member(1), member(2), unstarted, member(HIGH));
        assertThat(added.getHeader()).isEqualTo(OneNode.STAMP.header(0));
        apply(publish(7, "seven"));
        assertThat(state.members().get(7L)).isEqualTo(unstarted.toBuilder().setName("seven").addClientURLs("http://c7").build());
    }

    @Test
    void what_a_change_makes_of_the_members_survives_a_snapshot() throws IOException {
        apply(add(7, true, url(7)), publish(7, "seven"), promote(7), update(7, "http://moved:1"), remove(2), publish(2, "gone"));
        Member seven = Member.newBuilder().setID(7).setName("seven").addPeerURLs("http://moved:1").addClientURLs("http://c7").build();
        int hash = state.capture().hash();
        restart();
        assertThat(state.members().values()).containsExactly(member(1), seven, member(HIGH));
        assertThat(state.isRemoved(2)).isTrue();
        assertThat(state.isRemoved(7)).isFalse();
        assertThat(state.capture().hash()).isEqualTo(hash);
    }

    @Test
    void members_that_differ_make_states_that_differ() {
        int before = state.capture().hash();
        apply(add(7, false, url(7)));
        int with = state.capture().hash();
        apply(remove(7));
        assertThat(List.of(before, with, state.capture().hash())).doesNotHaveDuplicates();
    }

    @Test
    void what_a_stranger_publishes_makes_it_no_member() {
        apply(publish(9, "nine"));
        assertThat(state.members()).doesNotContainKey(9L);
    }

    @Test
    void an_id_or_a_url_in_use_is_refused() {
        refuses(add(2, false, url(7)), EtcdError.MEMBER_EXISTS);
        refuses(add(7, false, "http://elsewhere", url(HIGH)), EtcdError.PEER_URL_EXISTS);
        refuses(update(1, url(2)), EtcdError.PEER_URL_EXISTS);
        refuses(add(7, false), EtcdError.MEMBER_BAD_URLS);
        allows(update(1, url(1), "http://also:1"));
        allows(add(7, false, url(7)));
    }

    @Test
    void one_who_is_no_member_is_neither_removed_nor_updated_nor_promoted() {
        for (Command change : List.of(remove(7), update(7, url(7)), promote(7))) {
            refuses(change, EtcdError.MEMBER_NOT_FOUND);
        }
        refuses(promote(1), EtcdError.MEMBER_NOT_LEARNER);
    }

    @Test
    void there_is_one_learner_at_a_time() {
        apply(add(7, true, url(7)));
        refuses(add(8, true, url(8)), EtcdError.TOO_MANY_LEARNERS);
        allows(add(8, false, url(8)));
        apply(promote(7));
        allows(add(8, true, url(8)));
    }

    @Test
    void a_removed_id_never_comes_back() throws IOException {
        MemberRemoveResponse removed = apply(remove(2), MemberRemoveResponse.class);
        assertThat(removed.getMembersList()).containsExactly(member(1), member(HIGH));
        restart();
        refuses(add(2, false, url(2)), EtcdError.MEMBER_NOT_FOUND);
        allows(add(3, false, url(2)));
    }

    @Test
    void what_was_never_to_be_proposed_stops_the_member() {
        apply(remove(2));
        for (Command change : List.of(add(2, false, url(2)), add(1, false, url(7)), remove(7), promote(1))) {
            assertThatThrownBy(() -> apply(change)).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Voters, how many of them have not started, and what is allowed then. */
    @Test
    void a_change_must_leave_a_majority_of_started_voters() {
        record Case(int voters, int unstarted, boolean mayAdd, boolean mayRemoveStarted, boolean mayPromote) {}
        for (Case one : List.of(new Case(1, 0, true, false, true), new Case(2, 0, true, true, true), new Case(2, 1, false, false, true),
                new Case(3, 0, true, true, true), new Case(3, 1, false, false, true), new Case(4, 1, true, true, true), new Case(4, 2, false, false, true),
                new Case(5, 2, false, false, true), new Case(5, 3, false, false, false))) {
            List<Member> founders = IntStream.rangeClosed(1, one.voters())
                    .mapToObj(id -> id <= one.unstarted() ? member(id).toBuilder().clearName().build() : member(id)).toList();
            state = StateMachine.ofNewCluster(founders);
            assertThat(MemberRules.isMajorityStartedAfter(state, add(9, false, url(9)))).as("%s: add", one).isEqualTo(one.mayAdd());
            assertThat(MemberRules.isMajorityStartedAfter(state, remove(one.voters()))).as("%s: remove", one).isEqualTo(one.mayRemoveStarted());
            apply(add(9, true, url(9)));
            assertThat(MemberRules.isMajorityStartedAfter(state, promote(9))).as("%s: promote", one).isEqualTo(one.mayPromote());
        }
    }

    @Test
    void no_alarm_stands_in_the_way_of_a_change() {
        LongStream.of(1, 2).mapToObj(type -> Command.newBuilder().setAlarm(io.minos.etcd.api.AlarmRequest.newBuilder()
                .setAction(io.minos.etcd.api.AlarmRequest.AlarmAction.ACTIVATE).setAlarmValue((int) type)).build()).forEach(this::apply);
        apply(add(7, false, url(7)), MemberAddResponse.class);
        assertThat(state.members()).containsKey(7L);
    }
}
