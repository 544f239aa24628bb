package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A cluster of cores on a network and disks that misbehave as one seed says, watched at every step: one leader a term,
 * log matching, leader completeness, state machine safety, majorities that really hold what is committed, reads that are
 * not stale; and, once everything is healed, progress.
 */
final class SimulatedCluster {
    /** A promise was broken. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }

    private record Flight(Message message) {}

    private record Place(long index, long term) {}

    private record Content(ByteString data, long prevTerm) {}

    /** What the first member to apply an index saw. */
    private record Applied(long term, long hash, long inTerm) {}

    private static final int MEMBERS = 5;
    private static final int ROUNDS_OF_CHAOS = 250;
    private static final int ROUNDS_TO_RECOVER = 400;

    /** One member: the core and its rim. */
    private final class Member {
        final long id;
        final SimulatedDisk disk;
        Optional<Raft> raft = Optional.empty();
        long appliedIndex;
        long appliedHash;
        ByteString receiving = ByteString.EMPTY;
        final ArrayDeque<SnapshotPart> parts = new ArrayDeque<>();
        final Map<Long, Long> readFloors = new HashMap<>();
        long termSeen;
        long commitSeen;

        Member(long id, SnapshotMark first) {
            this.id = id;
            this.disk = new SimulatedDisk(first);
            disk.saveFile(0, fileOf(0, 0));
        }

        void boot() {
            SnapshotMark mark = disk.mark();
            raft = Optional.of(disk.boot(config(id), new SplittableRandom(random.nextLong())));
            becomeFile(disk.file(mark.index()));
            expect(appliedIndex == mark.index(), "member %d starts from a file at %d, its log from %d", id, appliedIndex, mark.index());
            termSeen = 0;
            commitSeen = 0;
        }

        void crash() {
            raft = Optional.empty();
            parts.clear();
            readFloors.clear();
            receiving = ByteString.EMPTY;
            disk.crash(random);
        }

        private void becomeFile(ByteString file) {
            ByteBuffer bytes = file.asReadOnlyByteBuffer();
            appliedIndex = bytes.getLong();
            appliedHash = bytes.getLong();
            if (appliedIndex > 0) {
                expect(applied.get(appliedIndex).hash() == appliedHash, "member %d installs another state at %d", id, appliedIndex);
            }
        }
    }

    private final long seed;
    private final SplittableRandom random;
    private final List<Member> members = new ArrayList<>();
    private final ArrayList<Flight> flights = new ArrayList<>();
    private final boolean[][] cut = new boolean[MEMBERS + 1][MEMBERS + 1];

    private final Map<Long, Long> leaderOfTerm = new TreeMap<>();
    private final Map<Place, Content> everyEntry = new HashMap<>();
    private final TreeMap<Long, Applied> applied = new TreeMap<>();
    private long proposals;
    private long readContexts;
    private long readsAnswered;
    private long snapshotsInstalled;

    // what this seed is about
    private final int voters;
    private final int electionTicks;
    private final boolean preVote;
    private final boolean checkQuorum;
    private final boolean changesMembership;
    private final boolean fifo;
    private final boolean slowDisks;
    private final double loss;
    private final double duplication;
    private final double faults;
    private final double snapshots;
    private final double churn;
    private final double blinks;
    private boolean healed;

    SimulatedCluster(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.voters = random.nextInt(3) == 0 ? 1 + random.nextInt(MEMBERS) : 3;
        boolean hasty = random.nextInt(3) == 0;
        this.electionTicks = hasty ? 2 : 3 + random.nextInt(8);
        this.preVote = random.nextInt(3) > 0;
        boolean drawn = random.nextInt(3) > 0;
        this.changesMembership = random.nextInt(3) == 0;
        // members that do not know of their removal disturb for ever unless something stops them (thesis §4.2.3)
        this.checkQuorum = drawn || changesMembership && !preVote;
        this.fifo = random.nextBoolean();
        this.slowDisks = random.nextBoolean();
        this.loss = random.nextInt(3) * 0.05;
        this.duplication = random.nextInt(3) * 0.05;
        this.faults = hasty ? 0.4 : 0.02 + random.nextInt(4) * 0.08;
        this.snapshots = random.nextInt(3) * 0.05;
        this.blinks = random.nextInt(3) == 0 ? 0.3 : 0;
        this.churn = hasty ? 0.5 : random.nextInt(3) * 0.1;
        Membership first = Membership.ofVoters(ids(voters));
        for (long id : ids(MEMBERS)) {
            boolean founds = first.contains(id);
            members.add(new Member(id, new SnapshotMark(0, 0, founds ? first : Membership.ofVoters(List.of()))));
        }
        members.forEach(Member::boot);
    }

    private static List<Long> ids(int count) {
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= count; id++) {
            ids.add(id);
        }
        return ids;
    }

    private RaftConfig config(long id) {
        return new RaftConfig(id, electionTicks, electionTicks, 1, preVote, checkQuorum, 120, 4, 4000);
    }

    long readsAnswered() {
        return readsAnswered;
    }

    long applied() {
        return applied.size();
    }

    long snapshotsInstalled() {
        return snapshotsInstalled;
    }

    long elections() {
        return leaderOfTerm.size();
    }

    /** Equal for equal runs. */
    String fingerprint() {
        return describe() + applied + leaderOfTerm + everyEntry.size() + " reads=" + readsAnswered + " next=" + random.nextLong();
    }

    /** @throws Broken or {@link InvariantViolation} */
    void run() {
        for (int round = 0; round < ROUNDS_OF_CHAOS; round++) {
            breakSomething();
            useIt();
            round();
        }
        heal();
        recover();
    }

    // ------------------------------------------------------------ the world

    private void round() {
        for (Member member : members) {
            if (healed || random.nextInt(10) > 0) {
                withCore(member, Raft::tick);
            }
        }
        int deliveries = flights.size() + random.nextInt(4);
        for (int i = 0; i < deliveries && !flights.isEmpty(); i++) {
            deliver();
            if (random.nextInt(4) == 0) {
                disks();
            }
        }
        disks();
    }

    private void deliver() {
        int next = fifo || healed ? 0 : random.nextInt(flights.size());
        Message message = flights.remove(next).message();
        if (!healed && chance(duplication)) {
            flights.add(new Flight(message));
        }
        if (!cut[(int) message.from()][(int) message.to()] && (healed || !chance(loss))) {
            withCore(member(message.to()), raft -> raft.step(message));
        }
    }

    private void disks() {
        for (Member member : members) {
            if (member.raft.isEmpty() || !healed && slowDisks && random.nextInt(3) > 0) {
                continue;
            }
            // a disk syncs all that has come together, or, in chaos, whatever it likes
            for (int left = healed ? member.disk.writesUnderWay() : 1; left > 0 && member.disk.writesUnderWay() > 0; left--) {
                Ready done = member.disk.complete();
                member.raft.get().advance(done.ticket());
                done.messagesAfterDurable().forEach(this::send);
                pump(member);
            }
            if (!member.parts.isEmpty()) {
                store(member, member.parts.remove());
                pump(member);
            }
        }
    }

    private void send(Message message) {
        if (flights.size() < 400) {
            flights.add(new Flight(message));
        }
    }

    private void withCore(Member member, Consumer<Raft> action) {
        member.raft.ifPresent(raft -> {
            action.accept(raft);
            if (healed || random.nextInt(4) > 0) {
                pump(member);
            }
        });
    }

    private Member member(long id) {
        return members.get((int) id - 1);
    }

    private Member anyMember() {
        return members.get(random.nextInt(MEMBERS));
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    // ------------------------------------------------------------ the rim

    private void pump(Member member) {
        Raft raft = member.raft.orElseThrow();
        for (int spins = 0; raft.hasReady(); spins++) {
            expect(spins < 1000, "member %d is never done", member.id);
            Ready ready = raft.ready();
            checkLog(raft, ready);
            ready.transitions().forEach(transition -> checkLeader(member, raft, transition));
            ready.messages().forEach(this::send);
            member.disk.begin(ready);
            ready.committed().forEach(entry -> apply(member, raft, entry));
            raft.applied(member.appliedIndex);
            ready.reads().forEach(read -> checkRead(member, read));
            ready.snapshotSends().forEach(send -> sendSnapshot(member, raft, send));
            member.parts.addAll(ready.snapshotParts());
            checkProgressOnly(member, raft.status());
        }
    }

    private void apply(Member member, Raft raft, Entry entry) {
        expect(entry.index() == member.appliedIndex + 1, "member %d applies %d after %d", member.id, entry.index(), member.appliedIndex);
        expect(member.disk.holds(entry.index(), entry.term()), "member %d applies %d, which is not on its disk", member.id, entry.index());
        member.appliedIndex = entry.index();
        member.appliedHash = mix(member.appliedHash, entry);
        Applied now = new Applied(entry.term(), member.appliedHash, raft.status().term());
        Applied first = applied.putIfAbsent(entry.index(), now);
        if (first == null) {
            checkMajorityHolds(entry);
        } else {
            expect(first.hash() == now.hash(), "member %d applies another entry at %d", member.id, entry.index());
        }
    }

    private static long mix(long hash, Entry entry) {
        long mixed = (hash ^ entry.index() * 31 + entry.term()) * 0x9E3779B97F4A7C15L + entry.data().hashCode();
        return mixed ^ mixed >>> 29;
    }

    private static ByteString fileOf(long index, long hash) {
        return ByteString.copyFrom(ByteBuffer.allocate(32).putLong(index).putLong(hash).flip().limit(32));
    }

    private void takeSnapshot(Member member) {
        member.raft.ifPresent(raft -> {
            if (member.appliedIndex < raft.log().firstIndex() || raft.log().termAt(member.appliedIndex) == RaftLog.NO_TERM) {
                return;
            }
            SnapshotMark mark = raft.markAt(member.appliedIndex);
            member.disk.saveFile(mark.index(), fileOf(member.appliedIndex, member.appliedHash));
            member.disk.release(mark);
            raft.snapshotTaken(mark, Math.max(0, mark.index() - random.nextInt(4)));
            if (random.nextBoolean()) {
                member.disk.deleteFilesBelow(mark.index());
            }
        });
    }

    private void sendSnapshot(Member member, Raft raft, SnapshotSend send) {
        if (!member.disk.hasFile(send.mark().index()) || !healed && chance(0.1)) {
            raft.snapshotSendFailed(send.to());
            return;
        }
        ByteString file = member.disk.file(send.mark().index());
        int from = (int) Math.min(send.offset(), file.size());
        int to = Math.min(file.size(), from + 5 + random.nextInt(20));
        send(new Message.InstallSnapshot(member.id, send.to(), send.term(), send.mark(), send.offset(), file.substring(from, to), to == file.size()));
    }

    private void store(Member member, SnapshotPart part) {
        Raft raft = member.raft.orElseThrow();
        boolean continues = part.offset() == 0 || part.offset() == member.receiving.size();
        if (!continues || !healed && chance(0.05)) {
            raft.snapshotPartFailed(part.mark());
            return;
        }
        member.receiving = (part.offset() == 0 ? ByteString.EMPTY : member.receiving).concat(part.data());
        long stored = part.offset() + part.data().size();
        raft.snapshotPartStored(part.mark(), stored);
        if (part.last()) {
            expect(member.receiving.size() == 32, "member %d received %d bytes of a file", member.id, member.receiving.size());
            member.disk.saveFile(part.mark().index(), member.receiving);
            if (raft.snapshotInstalled(part.mark())) {
                snapshotsInstalled++;
                member.becomeFile(member.receiving);
                expect(member.appliedIndex == part.mark().index(), "member %d installed a file of %d as %d", member.id, member.appliedIndex, part.mark().index());
            }
        }
    }

    // ------------------------------------------------------------ what clients and operators do

    private void useIt() {
        for (int i = random.nextInt(4); i > 0; i--) {
            Member at = chance(0.3) ? anyMember() : aLeader().orElse(anyMember());
            withCore(at, raft -> raft.propose(command()));
        }
        if (chance(0.4)) {
            read(anyMember());
        }
        if (chance(snapshots)) {
            takeSnapshot(anyMember());
        }
        if (chance(0.01)) {
            long to = anyMember().id;
            aLeader().ifPresent(leader -> withCore(leader, raft -> raft.transferLeadership(to)));
        }
        if (changesMembership && chance(0.05)) {
            aLeader().ifPresent(leader -> withCore(leader, this::changeMembership));
        }
    }

    private ByteString command() {
        return ByteString.copyFromUtf8("c" + ++proposals);
    }

    private void read(Member at) {
        at.raft.ifPresent(raft -> {
            long context = ++readContexts;
            at.readFloors.put(context, applied.isEmpty() ? 0 : applied.lastKey());
            withCore(at, core -> core.readIndex(context));
        });
    }

    private void changeMembership(Raft leader) {
        Membership now = leader.status().membership();
        TreeSet<Long> nextVoters = new TreeSet<>(now.voters());
        TreeSet<Long> nextLearners = new TreeSet<>(now.learners());
        long id = anyMember().id;
        if (nextVoters.remove(id)) {
            if (random.nextBoolean()) {
                nextLearners.add(id);
            }
        } else if (nextLearners.remove(id)) {
            nextVoters.add(id);
        } else if (random.nextBoolean()) {
            nextLearners.add(id);
        } else {
            nextVoters.add(id);
        }
        leader.proposeMembership(new Membership(nextVoters, nextLearners));
    }

    /** Any member that believes it leads: old leaders get their share of requests. */
    private Optional<Member> aLeader() {
        List<Member> leaders = members.stream()
                .filter(m -> m.raft.filter(raft -> raft.status().role() == Role.LEADER).isPresent())
                .toList();
        return leaders.isEmpty() ? Optional.empty() : Optional.of(leaders.get(random.nextInt(leaders.size())));
    }

    // ------------------------------------------------------------ faults

    private void breakSomething() {
        if (chance(churn)) {
            withCore(anyMember(), Raft::campaign);
        }
        if (chance(blinks)) {
            blink(anyMember());
        }
        if (!chance(faults)) {
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> crash(chance(0.5) ? aLeader().orElse(anyMember()) : anyMember());
            case 1 -> blink(anyMember());
            case 2 -> members.stream().filter(m -> m.raft.isEmpty()).forEach(Member::boot);
            case 3 -> cutBothWays();
            case 4 -> cut[1 + random.nextInt(MEMBERS)][1 + random.nextInt(MEMBERS)] = true;
            case 5 -> aLeader().ifPresent(this::leaveOneFollower);
            default -> healNetwork();
        }
    }

    /** Down and up again before anyone notices. */
    private void blink(Member member) {
        crash(member);
        member.boot();
    }

    private void crash(Member member) {
        if (member.raft.isPresent()) {
            member.crash();
        }
    }

    /** Its entries reach one other member, no majority: the beginning of Raft's figure 8. */
    private void leaveOneFollower(Member leader) {
        long companion = anyMember().id;
        for (int other = 1; other <= MEMBERS; other++) {
            cut[(int) leader.id][other] = other != companion;
            cut[other][(int) leader.id] = other != companion;
        }
    }

    private void cutBothWays() {
        boolean[] side = new boolean[MEMBERS + 1];
        for (int i = 1; i <= MEMBERS; i++) {
            side[i] = random.nextBoolean();
        }
        for (int from = 1; from <= MEMBERS; from++) {
            for (int to = 1; to <= MEMBERS; to++) {
                cut[from][to] = side[from] != side[to];
            }
        }
    }

    private void healNetwork() {
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
    }

    private void heal() {
        healed = true;
        healNetwork();
        members.stream().filter(m -> m.raft.isEmpty()).forEach(Member::boot);
    }

    // ------------------------------------------------------------ progress

    private void recover() {
        int round = 0;
        for (; !isElected(); round++) {
            expect(round < ROUNDS_TO_RECOVER, "no leader although everything is healed: %s", describe());
            round();
        }
        long target = 0;
        for (; !isConverged(target); round++) {
            expect(round < ROUNDS_TO_RECOVER, "not converged although everything is healed: %s", describe());
            if (target == 0 || round % 20 == 0) {
                target = proposeLast(); // again at times: the leader may have lost its place, and the proposal
            }
            round();
        }
        long answeredBefore = readsAnswered;
        for (; readsAnswered < answeredBefore + membersInForce().size() || membersInForce().isEmpty(); round++) {
            expect(round < ROUNDS_TO_RECOVER, "reads are not answered although everything is healed: %s", describe());
            if (round % 20 == 0) { // again at times: the leader may have lost its place, and the reads
                answeredBefore = readsAnswered;
                membersInForce().forEach(this::read);
            }
            round();
        }
    }

    private boolean isElected() {
        return aLeader().filter(leader -> isNewest(leader)).isPresent();
    }

    private boolean isNewest(Member leader) {
        RaftStatus status = leader.raft.get().status();
        return status.membership().members().stream().allMatch(id -> member(id).raft.get().status().term() <= status.term());
    }

    /** Returns where the last proposal is to be found, 0 if it was refused: try again. */
    private long proposeLast() {
        Optional<Raft> leader = aLeader().filter(this::isNewest).map(m -> m.raft.get());
        if (leader.isEmpty() || leader.get().propose(command()).isPresent()) {
            return 0;
        }
        return leader.get().status().lastIndex();
    }

    private List<Member> membersInForce() {
        return aLeader().map(leader -> leader.raft.get().status().membership().members().stream().map(this::member).toList()).orElse(List.of());
    }

    private boolean isConverged(long target) {
        List<Member> inForce = membersInForce();
        return target > 0 && !inForce.isEmpty() && inForce.stream().allMatch(m -> m.appliedIndex >= target);
    }

    // ------------------------------------------------------------ what must hold

    private void checkLeader(Member member, Raft raft, Transition transition) {
        if (transition.to() != Role.LEADER) {
            return;
        }
        Long other = leaderOfTerm.putIfAbsent(transition.term(), member.id);
        expect(other == null || other == member.id, "members %s and %d both lead in term %d", other, member.id, transition.term());
        if (raft.status().role() == Role.LEADER && raft.status().term() == transition.term()) {
            checkCompleteness(member, raft);
        }
    }

    /** Raft figure 3: what was committed in an earlier term is in the log of every later leader. */
    private void checkCompleteness(Member member, Raft raft) {
        long term = raft.status().term();
        applied.forEach((index, entry) -> {
            if (entry.inTerm() < term && index >= raft.log().firstIndex()) {
                expect(raft.log().termAt(index) == entry.term(), "member %d leads term %d without entry %d of term %d", member.id, term, index, entry.term());
            }
        });
    }

    /** Raft figure 3, log matching: one content for each index and term, and one predecessor. */
    private void checkLog(Raft raft, Ready ready) {
        long prevTerm = -1;
        for (Entry entry : ready.durable().entries()) {
            prevTerm = prevTerm < 0 ? raft.log().termAt(entry.index() - 1) : prevTerm;
            Content content = new Content(entry.data(), prevTerm);
            Content known = everyEntry.putIfAbsent(new Place(entry.index(), entry.term()), content);
            expect(known == null || known.equals(content), "two logs differ at %d of term %d", entry.index(), entry.term());
            prevTerm = entry.term();
        }
    }

    private void checkMajorityHolds(Entry entry) {
        if (changesMembership) {
            return; // which majority depends on the membership in force when it was committed
        }
        long holders = members.stream().limit(voters).filter(m -> m.disk.holds(entry.index(), entry.term())).count();
        expect(holders * 2 > voters, "entry %d is committed, and on %d of %d disks", entry.index(), holders, voters);
    }

    private void checkRead(Member member, ReadState read) {
        Long floor = member.readFloors.remove(read.context());
        if (floor != null) {
            readsAnswered++;
            expect(read.index() >= floor, "member %d reads at %d, but %d was applied before it asked", member.id, read.index(), floor);
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder("voters=" + voters + " electionTicks=" + electionTicks + " preVote=" + preVote + " checkQuorum=" + checkQuorum);
        members.forEach(m -> text.append("\n  ").append(m.raft.map(Raft::status)));
        return text.toString();
    }

    private void checkProgressOnly(Member member, RaftStatus status) {
        expect(status.term() >= member.termSeen, "member %d goes back to term %d", member.id, status.term());
        expect(status.commit() >= member.commitSeen, "member %d goes back to commit %d", member.id, status.commit());
        member.termSeen = status.term();
        member.commitSeen = status.commit();
    }

    private void expect(boolean holds, String message, Object... args) {
        if (!holds) {
            throw new Broken("seed " + seed + ": " + String.format(message, args));
        }
    }
}
