package io.minos.node.transport;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.minos.node.raft.Entry;
import io.minos.node.raft.Membership;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Raft's messages as frames: four bytes of length, then {@code minos.node.peer.Message}. */
final class MessageCodec {
    static final int LENGTH_BYTES = 4;

    private MessageCodec() {}

    static byte[] frame(Message message) {
        PeerProto.Message proto = toProto(message);
        byte[] frame = new byte[LENGTH_BYTES + proto.getSerializedSize()];
        ByteBuffer.wrap(frame).putInt(frame.length - LENGTH_BYTES);
        try {
            proto.writeTo(CodedOutputStream.newInstance(frame, LENGTH_BYTES, frame.length - LENGTH_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return frame;
    }

    /** @throws InvalidProtocolBufferException for what is no message, or none that this version knows */
    static Message parse(ByteBuffer body) throws InvalidProtocolBufferException {
        return fromProto(PeerProto.Message.parseFrom(body));
    }

    private static PeerProto.Message toProto(Message message) {
        PeerProto.Message.Builder proto = PeerProto.Message.newBuilder().setFrom(message.from()).setTo(message.to()).setTerm(message.term());
        if (message instanceof Message.Append m) {
            proto.setAppend(append(m));
        } else if (message instanceof Message.AppendReply m) {
            proto.setAppendReply(PeerProto.AppendReply.newBuilder().setSuccess(m.success()).setPrevIndex(m.prevIndex())
                    .setMatchIndex(m.matchIndex()).setHintTerm(m.hintTerm()).setReadContext(m.readContext()));
        } else if (message instanceof Message.RequestVote m) {
            proto.setRequestVote(PeerProto.RequestVote.newBuilder().setPreVote(m.preVote()).setLastLogIndex(m.lastLogIndex())
                    .setLastLogTerm(m.lastLogTerm()).setLeaderTransfer(m.leaderTransfer()));
        } else if (message instanceof Message.VoteReply m) {
            proto.setVoteReply(PeerProto.VoteReply.newBuilder().setPreVote(m.preVote()).setGranted(m.granted()));
        } else if (message instanceof Message.InstallSnapshot m) {
            proto.setInstallSnapshot(PeerProto.InstallSnapshot.newBuilder().setMark(mark(m.mark())).setOffset(m.offset()).setData(m.data()).setLast(m.last()));
        } else if (message instanceof Message.InstallSnapshotReply m) {
            proto.setInstallSnapshotReply(PeerProto.InstallSnapshotReply.newBuilder().setSnapshotIndex(m.snapshotIndex()).setNextOffset(m.nextOffset()).setDone(m.done()));
        } else if (message instanceof Message.Propose m) {
            proto.setPropose(PeerProto.Propose.newBuilder().setData(m.data()));
        } else if (message instanceof Message.ReadIndex m) {
            proto.setReadIndex(PeerProto.ReadIndex.newBuilder().setContext(m.context()));
        } else if (message instanceof Message.ReadIndexReply m) {
            proto.setReadIndexReply(PeerProto.ReadIndexReply.newBuilder().setContext(m.context()).setIndex(m.index()));
        } else if (message instanceof Message.TimeoutNow) {
            proto.setTimeoutNow(PeerProto.TimeoutNow.getDefaultInstance());
        } else if (message instanceof Message.Removed) {
            proto.setRemoved(PeerProto.Removed.getDefaultInstance());
        } else {
            throw new IllegalArgumentException("no wire form for " + message);
        }
        return proto.build();
    }

    private static PeerProto.Append.Builder append(Message.Append m) {
        PeerProto.Append.Builder append = PeerProto.Append.newBuilder().setPrevIndex(m.prevIndex()).setPrevTerm(m.prevTerm())
                .setCommit(m.commit()).setReadContext(m.readContext());
        for (Entry entry : m.entries()) {
            PeerProto.Entry.Kind kind = entry.kind() == Entry.Kind.COMMAND ? PeerProto.Entry.Kind.COMMAND : PeerProto.Entry.Kind.MEMBERSHIP;
            append.addEntries(PeerProto.Entry.newBuilder().setTerm(entry.term()).setIndex(entry.index()).setKind(kind).setData(entry.data()));
        }
        return append;
    }

    private static PeerProto.SnapshotMark.Builder mark(SnapshotMark mark) {
        return PeerProto.SnapshotMark.newBuilder().setIndex(mark.index()).setTerm(mark.term())
                .addAllVoters(mark.membership().voters()).addAllLearners(mark.membership().learners());
    }

    private static Message fromProto(PeerProto.Message p) throws InvalidProtocolBufferException {
        long from = p.getFrom();
        long to = p.getTo();
        long term = p.getTerm();
        return switch (p.getBodyCase()) {
            case APPEND -> append(from, to, term, p.getAppend());
            case APPEND_REPLY -> {
                PeerProto.AppendReply b = p.getAppendReply();
                yield new Message.AppendReply(from, to, term, b.getSuccess(), b.getPrevIndex(), b.getMatchIndex(), b.getHintTerm(), b.getReadContext());
            }
            case REQUEST_VOTE -> {
                PeerProto.RequestVote b = p.getRequestVote();
                yield new Message.RequestVote(from, to, term, b.getPreVote(), b.getLastLogIndex(), b.getLastLogTerm(), b.getLeaderTransfer());
            }
            case VOTE_REPLY -> new Message.VoteReply(from, to, term, p.getVoteReply().getPreVote(), p.getVoteReply().getGranted());
            case INSTALL_SNAPSHOT -> {
                PeerProto.InstallSnapshot b = p.getInstallSnapshot();
                yield new Message.InstallSnapshot(from, to, term, mark(b.getMark()), b.getOffset(), b.getData(), b.getLast());
            }
            case INSTALL_SNAPSHOT_REPLY -> {
                PeerProto.InstallSnapshotReply b = p.getInstallSnapshotReply();
                yield new Message.InstallSnapshotReply(from, to, term, b.getSnapshotIndex(), b.getNextOffset(), b.getDone());
            }
            case PROPOSE -> new Message.Propose(from, to, term, p.getPropose().getData());
            case READ_INDEX -> new Message.ReadIndex(from, to, term, p.getReadIndex().getContext());
            case READ_INDEX_REPLY -> new Message.ReadIndexReply(from, to, term, p.getReadIndexReply().getContext(), p.getReadIndexReply().getIndex());
            case TIMEOUT_NOW -> new Message.TimeoutNow(from, to, term);
            case REMOVED -> new Message.Removed(from, to, term);
            case BODY_NOT_SET -> throw new InvalidProtocolBufferException("a message without a body, or of a kind unknown here");
        };
    }

    private static Message.Append append(long from, long to, long term, PeerProto.Append b) throws InvalidProtocolBufferException {
        List<Entry> entries = new ArrayList<>(b.getEntriesCount());
        for (PeerProto.Entry entry : b.getEntriesList()) {
            Entry.Kind kind = switch (entry.getKind()) {
                case COMMAND -> Entry.Kind.COMMAND;
                case MEMBERSHIP -> Entry.Kind.MEMBERSHIP;
                case UNRECOGNIZED -> throw new InvalidProtocolBufferException("an entry of unknown kind");
            };
            entries.add(new Entry(entry.getTerm(), entry.getIndex(), kind, entry.getData()));
        }
        return new Message.Append(from, to, term, b.getPrevIndex(), b.getPrevTerm(), entries, b.getCommit(), b.getReadContext());
    }

    private static SnapshotMark mark(PeerProto.SnapshotMark mark) {
        return new SnapshotMark(mark.getIndex(), mark.getTerm(), new Membership(new TreeSet<>(mark.getVotersList()), new TreeSet<>(mark.getLearnersList())));
    }
}
