package io.minos.node.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmType;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import io.minos.node.v2.V2Answer;
import io.minos.node.v2.V2Event;
import io.minos.node.v2.V2Request;
import io.minos.node.v2.auth.V2AuthChange;
import io.minos.node.v2.auth.V2Names;
import io.minos.node.v2.auth.V2Rights;
import io.minos.node.v2.auth.V2Role;
import io.minos.node.v2.auth.V2User;
import io.minos.node.v2.auth.V2UserPut;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The v2 tree as a part of the state machine and its snapshots. */
class V2SnapshotTest {
    private static final long EXPIRATION = 1_800_000_000_000_000_000L;

    private final StateMachine machine = new StateMachine();

    private static Outcome<?> apply(StateMachine machine, V2Request.Builder request) {
        Command command = Command.newBuilder().setV2(request).build();
        return machine.apply(machine.appliedIndex() + 1, 1, command, OneNode.STAMP).outcome();
    }

    private static V2Request.Builder put(String path, String value) {
        return V2Request.newBuilder().setMethod(V2Request.Method.PUT).setPath(path).setValue(value).setTime(EXPIRATION - 1);
    }

    private void fill(int nodes) {
        for (int i = 0; i < nodes; i++) {
            apply(machine, put("/d" + i % 50 + "/k" + i, "v".repeat(300)).setExpiration(i % 3 == 0 ? EXPIRATION + i : 0));
        }
        apply(machine, V2Request.newBuilder().setMethod(V2Request.Method.DELETE).setPath("/nothing"));
    }

    private static byte[] written(StateMachine machine) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        machine.capture().writeTo(out);
        return out.toByteArray();
    }

    private static StateMachine restored(byte[] snapshot) throws IOException {
        return StateMachine.restore(new ByteArrayInputStream(snapshot));
    }

    @Test
    void what_is_restored_is_the_same_and_goes_on_the_same() throws IOException {
        fill(2_500);
        StateMachine restored = restored(written(machine));
        assertThat(written(restored)).isEqualTo(written(machine));
        assertThat(restored.capture().hash()).isEqualTo(machine.capture().hash());
        V2Request.Builder expire = V2Request.newBuilder().setMethod(V2Request.Method.SYNC).setTime(EXPIRATION + 1_000);
        assertThat(apply(restored, expire)).isEqualTo(apply(machine, expire));
        assertThat(restored.v2().index()).isEqualTo(machine.v2().index()).isGreaterThan(2_500);
        assertThat(written(restored)).isEqualTo(written(machine));
    }

    @Test
    void a_snapshot_without_a_v2_tree_has_an_empty_one() throws IOException {
        byte[] unused = written(machine);
        assertThat(SnapshotHead.parseFrom(firstFrame(unused)).hasV2()).isFalse(); // as snapshots were before there was one
        StateMachine restored = restored(unused);
        assertThat(restored.v2().index()).isZero();
        assertThat(event(apply(restored, put("/a", "1"))).getNode().getModifiedIndex()).isEqualTo(1);
    }

    @Test
    void its_users_are_part_of_snapshots_and_hashes() throws IOException {
        int nobodys = machine.capture().hash();
        for (V2AuthChange.Builder change : List.of(
                V2AuthChange.newBuilder().setPutUser(V2UserPut.newBuilder().setUser(V2User.newBuilder().setName("root").setPasswordHash(ByteString.copyFromUtf8("#")))),
                V2AuthChange.newBuilder().setPutRole(V2Role.newBuilder().setName("r").setRights(V2Rights.newBuilder().setRead(V2Names.newBuilder().addName("/a")))),
                V2AuthChange.newBuilder().setEnabled(true))) {
            machine.apply(machine.appliedIndex() + 1, 1, Command.newBuilder().setV2Auth(change).build(), OneNode.STAMP);
        }
        StateMachine restored = restored(written(machine));
        assertThat(restored.v2Auth()).isEqualTo(machine.v2Auth());
        assertThat(restored.v2Auth().isEnabled()).isTrue();
        assertThat(restored.v2Auth().roles()).containsOnlyKeys("guest", "r");
        assertThat(restored.v2Auth().users()).containsOnlyKeys("root");
        assertThat(restored.capture().hash()).isEqualTo(machine.capture().hash()).isNotEqualTo(nobodys);
        assertThat(StateMachine.ofNewCluster(List.of(), restored).v2Auth()).isEqualTo(machine.v2Auth());
    }

    @Test
    void members_that_differ_in_the_v2_tree_have_different_hashes() {
        StateMachine other = new StateMachine();
        apply(machine, put("/a", "1"));
        apply(other, put("/a", "2"));
        assertThat(other.capture().hash()).isNotEqualTo(machine.capture().hash());
    }

    @Test
    void a_snapshot_that_lacks_v2_nodes_is_refused() throws IOException {
        fill(5);
        byte[] whole = written(machine);
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(whole));
        DataOutputStream out = new DataOutputStream(damaged);
        while (in.available() > 0) {
            byte[] frame = in.readNBytes(in.readInt());
            boolean isNodes = damaged.size() > 0 && SnapshotPart.parseFrom(frame).getV2NodesCount() > 0;
            byte[] kept = isNodes ? SnapshotPart.parseFrom(frame).toBuilder().removeV2Nodes(0).build().toByteArray() : frame;
            out.writeInt(kept.length);
            out.write(kept);
        }
        assertThatThrownBy(() -> restored(damaged.toByteArray())).isInstanceOf(IOException.class).hasMessageContaining("lacks");
    }

    @Test
    void without_space_what_takes_none_goes_on() {
        apply(machine, put("/a", "1"));
        machine.apply(machine.appliedIndex() + 1, 1, OneNode.command(AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.ACTIVATE)
                .setMemberID(7).setAlarm(AlarmType.NOSPACE).build()), OneNode.STAMP);
        assertThat(apply(machine, put("/a", "2"))).isEqualTo(Outcome.refused(EtcdError.NO_SPACE));
        assertThat(event(apply(machine, V2Request.newBuilder().setMethod(V2Request.Method.DELETE).setPath("/a"))).getAction()).isEqualTo("delete");
    }

    private static V2Event event(Outcome<?> outcome) {
        return ((V2Answer) ((Outcome.Done<?>) outcome).response()).getEvent();
    }

    private static byte[] firstFrame(byte[] snapshot) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot));
        return in.readNBytes(in.readInt());
    }
}
