package io.minos.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.minos.node.raft.Entry;
import io.minos.node.raft.Membership;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotMark;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    static final long A = 0x8e9e05c52164694dL;
    static final long B = 5;
    private static final ByteString DATA = ByteString.copyFrom(new byte[] {0, -1, 7});
    private static final SnapshotMark MARK = new SnapshotMark(9, 3, new Membership(new TreeSet<>(List.of(A, B)), new TreeSet<>(List.of(8L))));

    static List<Message> oneOfEachKind() {
        Entry command = new Entry(3, 10, Entry.Kind.COMMAND, DATA);
        Entry membership = new Entry(3, 11, Entry.Kind.MEMBERSHIP, ByteString.EMPTY);
        return List.of(
                new Message.RequestVote(A, B, 1, true, 2, 3, true),
                new Message.VoteReply(B, A, 1, true, true),
                new Message.Append(A, B, 3, 9, 2, List.of(command, membership), 8, 4),
                new Message.AppendReply(B, A, 3, true, 9, 11, 2, 4),
                new Message.InstallSnapshot(A, B, 3, MARK, 1L << 33, DATA, true),
                new Message.InstallSnapshotReply(B, A, 3, 9, 1L << 33, true),
                new Message.Propose(B, A, 3, DATA),
                new Message.ReadIndex(B, A, 3, -1),
                new Message.ReadIndexReply(A, B, 3, -1, 11),
                new Message.TimeoutNow(A, B, 3), new Message.Removed(A, B, 3));
    }

    @ParameterizedTest
    @MethodSource("oneOfEachKind")
    void reads_what_it_writes(Message message) throws InvalidProtocolBufferException {
        ByteBuffer frame = ByteBuffer.wrap(MessageCodec.frame(message));
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        assertThat(MessageCodec.parse(frame)).isEqualTo(message);
    }

    @Test
    void knows_every_kind_of_message() {
        Set<Class<?>> covered = oneOfEachKind().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(covered).containsExactlyInAnyOrderElementsOf(Stream.of(Message.class.getPermittedSubclasses()).collect(Collectors.toSet()));
    }

    @Test
    void refuses_what_is_no_message() {
        assertThatThrownBy(() -> MessageCodec.parse(ByteBuffer.wrap(new byte[] {1, 2, 3}))).isInstanceOf(InvalidProtocolBufferException.class);
        assertThatThrownBy(() -> MessageCodec.parse(ByteBuffer.allocate(0))).hasMessageContaining("without a body");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 64, 100_000})
    void frames_are_found_wherever_the_reads_end(int readBytes) throws InvalidProtocolBufferException {
        ByteBuffer all = ByteBuffer.allocate(10_000);
        oneOfEachKind().forEach(message -> all.put(MessageCodec.frame(message)));
        all.flip();
        FrameReader reader = new FrameReader();
        List<Message> read = new java.util.ArrayList<>();
        while (all.hasRemaining()) {
            ByteBuffer piece = all.slice(all.position(), Math.min(readBytes, all.remaining()));
            all.position(all.position() + piece.remaining());
            for (var frame = reader.next(piece); frame.isPresent(); frame = reader.next(piece)) {
                read.add(MessageCodec.parse(frame.get()));
            }
        }
        assertThat(read).isEqualTo(oneOfEachKind());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1 << 30})
    void a_frame_of_an_absurd_length_is_refused(int length) {
        ByteBuffer bytes = ByteBuffer.allocate(8).putInt(length).putInt(0).flip();
        assertThatThrownBy(() -> new FrameReader().next(bytes)).hasMessageContaining("a frame of " + length + " bytes");
    }
}
