package io.minos.client.operation;

import io.minos.checker.history.Action;
import io.minos.client.Endpoint;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.client.operation.Operation.Administration;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmResponse;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.DefragmentRequest;
import io.minos.etcd.api.DefragmentResponse;
import io.minos.etcd.api.LeaseLeasesRequest;
import io.minos.etcd.api.LeaseLeasesResponse;
import io.minos.etcd.api.Member;
import io.minos.etcd.api.MemberAddRequest;
import io.minos.etcd.api.MemberAddResponse;
import io.minos.etcd.api.MemberListRequest;
import io.minos.etcd.api.MemberListResponse;
import io.minos.etcd.api.MemberPromoteRequest;
import io.minos.etcd.api.MemberPromoteResponse;
import io.minos.etcd.api.MemberRemoveRequest;
import io.minos.etcd.api.MemberRemoveResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Says an operator's requests in etcd's calls, and its answers in the history's words. */
record Administrator(Endpoint endpoint) {
    CompletableFuture<Outcome<Answer>> perform(Administration operation) {
        if (operation instanceof Administration.MemberAdd || operation instanceof Administration.MemberRemove || operation instanceof Administration.MemberPromote) {
            return change(operation);
        } else if (operation instanceof Administration.MemberList) {
            return EtcdStore.send(endpoint, Rpc.MEMBER_LIST, MemberListRequest.getDefaultInstance(), MemberListResponse::getHeader,
                    answer -> new Action.Administration.MemberList(members(answer.getMembersList())));
        } else if (operation instanceof Administration.Alarms) {
            return EtcdStore.send(endpoint, Rpc.ALARM, AlarmRequest.getDefaultInstance(), AlarmResponse::getHeader,
                    answer -> new Action.Administration.Alarms(answer.getAlarmsList().stream().map(Administrator::alarm).toList()));
        } else if (operation instanceof Administration.Disarm disarm) {
            var request = AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                    .setMemberID(id(disarm.alarm().member())).setAlarm(AlarmType.valueOf(disarm.alarm().kind())).build();
            return EtcdStore.send(endpoint, Rpc.ALARM, request, AlarmResponse::getHeader, answer -> operation.asked());
        } else if (operation instanceof Administration.Leases) {
            return EtcdStore.send(endpoint, Rpc.LEASES, LeaseLeasesRequest.getDefaultInstance(), LeaseLeasesResponse::getHeader,
                    answer -> new Action.Administration.Leases(answer.getLeasesList().stream().map(lease -> Long.toHexString(lease.getID())).toList()));
        }
        return EtcdStore.send(endpoint, Rpc.DEFRAGMENT, DefragmentRequest.getDefaultInstance(), DefragmentResponse::getHeader, answer -> operation.asked());
    }

    private CompletableFuture<Outcome<Answer>> change(Administration operation) {
        if (operation instanceof Administration.MemberAdd add) {
            var request = MemberAddRequest.newBuilder().addPeerURLs(add.peerUrl()).setIsLearner(add.learner()).build();
            return EtcdStore.send(endpoint, Rpc.MEMBER_ADD, request, MemberAddResponse::getHeader,
                    answer -> new Action.Administration.MemberAdd(add.learner(), Long.toHexString(answer.getMember().getID())));
        } else if (operation instanceof Administration.MemberRemove remove) {
            return EtcdStore.send(endpoint, Rpc.MEMBER_REMOVE, MemberRemoveRequest.newBuilder().setID(id(remove.id())).build(), MemberRemoveResponse::getHeader, answer -> operation.asked());
        }
        var request = MemberPromoteRequest.newBuilder().setID(id(((Administration.MemberPromote) operation).id())).build();
        return EtcdStore.send(endpoint, Rpc.MEMBER_PROMOTE, request, MemberPromoteResponse::getHeader, answer -> operation.asked());
    }

    private static long id(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }

    static List<Action.Member> members(List<Member> members) {
        return members.stream().map(member -> new Action.Member(Long.toHexString(member.getID()), member.getIsLearner())).toList();
    }

    private static Action.Alarm alarm(AlarmMember alarm) {
        return new Action.Alarm(alarm.getAlarm().name(), Long.toHexString(alarm.getMemberID()));
    }
}
