using System.Globalization;
using System.Text;

namespace Lull.Lab.Balancer;

/// <summary>The tables of HAProxy's runtime API: the same columns in the same order as HAProxy 2.6.</summary>
internal sealed class RuntimeTables(Pool pool, TimeProvider clock)
{
    public const string Version = "2.6.12-lab";

    /// <summary>The backend's number in the tables.</summary>
    public const string PoolNumber = "3";

    private const int FrontendRow = 1;
    private const int BackendRow = 2;
    private const int ServerRow = 4;

    private const string StateHeader =
        "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight "
        + "srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state "
        + "bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr "
        + "srv_agent_addr srv_agent_port";

    private const string StatHeader =
        "pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck,"
        + "chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,"
        + "check_code,check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_rate,req_rate_max,"
        + "req_tot,cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,qtime,ctime,rtime,ttime,"
        + "agent_status,agent_code,agent_duration,check_desc,agent_desc,check_rise,check_fall,check_health,agent_rise,"
        + "agent_fall,agent_health,addr,cookie,mode,algo,conn_rate,conn_rate_max,conn_tot,intercepted,dcon,dses,wrew,connect,"
        + "reuse,cache_lookups,cache_hits,srv_icur,src_ilim,qtime_max,ctime_max,rtime_max,ttime_max,eint,idle_conn_cur,"
        + "safe_conn_cur,used_conn_cur,need_conn_est,uweight,agg_server_status,agg_server_check_status,agg_check_status,-,"
        + "ssl_sess,ssl_reused_sess,ssl_failed_handshake,h2_headers_rcvd,h2_data_rcvd,h2_settings_rcvd,h2_rst_stream_rcvd,"
        + "h2_goaway_rcvd,h2_detected_conn_protocol_errors,h2_detected_strm_protocol_errors,h2_rst_stream_resp,h2_goaway_resp,"
        + "h2_open_connections,h2_backend_open_streams,h2_total_connections,h2_backend_total_streams,h1_open_connections,"
        + "h1_open_streams,h1_total_connections,h1_total_streams,h1_bytes_in,h1_bytes_out,h1_spliced_bytes_in,"
        + "h1_spliced_bytes_out";

    private static readonly string[] Columns = StatHeader.Split(',');

    private readonly DateTimeOffset started = clock.GetUtcNow();

    /// <summary>Answers <c>show servers state</c>.</summary>
    public string ServersState() =>
        pool.Look(
            (members, now) => $"1\n{StateHeader}\n{string.Concat(members.Select(member => StateRow(member, now)))}"
        );

    /// <summary>Answers <c>show stat</c>.</summary>
    /// <param name="types">A mask of row types: 1 the frontend, 2 the backend, 4 the servers; -1 everything.</param>
    /// <param name="server">The number of one server, or -1.</param>
    public string Stat(int types, int server) =>
        pool.Look(
            (members, now) =>
            {
                var text = new StringBuilder($"# {StatHeader},\n");
                if ((types & FrontendRow) != 0)
                {
                    Append(text, FrontendCells(members));
                }

                if ((types & ServerRow) != 0)
                {
                    foreach (Member member in members.Where(member => server is -1 || member.Id == server))
                    {
                        Append(text, ServerCells(member, now));
                    }
                }

                if ((types & BackendRow) != 0)
                {
                    Append(text, BackendCells(members));
                }

                return text.ToString();
            }
        );

    /// <summary>Answers <c>show info</c>.</summary>
    public string Info()
    {
        TimeSpan up = clock.GetUtcNow() - started;
        (int current, long total) = pool.Look(
            (members, _) => (members.Sum(it => it.Sessions), members.Sum(it => it.TotalSessions))
        );
        return $"""
            Name: HAProxy
            Version: {Version}
            Release_date: 2026/10/17
            Nbthread: 1
            Nbproc: 1
            Process_num: 1
            Pid: {Environment.ProcessId}
            Uptime: {up.Days}d {up.Hours}h{up.Minutes:00}m{up.Seconds:00}s
            Uptime_sec: {(long)up.TotalSeconds}
            CurrConns: {current}
            CumReq: {total}
            node: lab
            Stopping: 0

            """;
    }

    private static string StateRow(Member member, DateTimeOffset now) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{PoolNumber} {Pool.Name} {member.Id} {member.Name} 127.0.0.1 {(member.Runs ? 2 : 0)} {(int)member.Admin} "
                + $"{member.Weight} {Member.InitialWeight} {Seconds(now - member.ChangedAt)} {(int)member.LastCheck.Status} "
                + $"{(member.LastCheck.Passed ? 3 : 2)} {member.Health} {(member.Admin is AdminState.Maint ? 14 : 6)} "
                + $"0 0 0 - {member.Address.Port} - 0 0 - - 0\n"
        );

    private static Dictionary<string, object?> ServerCells(Member member, DateTimeOffset now)
    {
        CheckResult? check = member.Admin is AdminState.Maint ? null : member.LastCheck;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["pxname"] = Pool.Name,
            ["svname"] = member.Name,
            ["qcur"] = 0,
            ["qmax"] = 0,
            ["scur"] = member.Sessions,
            ["smax"] = member.MostSessions,
            ["stot"] = member.TotalSessions,
            ["econ"] = member.FailedConnections,
            ["eresp"] = member.BrokenAnswers,
            ["wretr"] = 0,
            ["wredis"] = 0,
            ["status"] = member.Status,
            ["weight"] = member.Weight,
            ["act"] = 1,
            ["bck"] = 0,
            ["chkfail"] = member.ChecksFailed,
            ["chkdown"] = member.TimesDown,
            ["lastchg"] = Seconds(now - member.ChangedAt),
            ["pid"] = 1,
            ["iid"] = PoolNumber,
            ["sid"] = member.Id,
            ["lbtot"] = member.TotalSessions,
            ["type"] = 2,
            ["check_status"] = check?.Status,
            ["check_code"] = check?.Code,
            ["check_duration"] = check is null ? null : (long)check.Took.TotalMilliseconds,
            ["lastsess"] = member.LastSessionAt is { } last ? Seconds(now - last) : -1,
            ["check_desc"] = check is null ? null : DescriptionOf(check.Status),
            ["check_rise"] = check is null ? null : Member.Rise,
            ["check_fall"] = check is null ? null : Member.Fall,
            ["check_health"] = check is null ? null : member.Health,
            ["addr"] = member.Address.Authority,
            ["mode"] = "http",
            ["idle_conn_cur"] = 0,
            ["safe_conn_cur"] = 0,
            ["used_conn_cur"] = member.Sessions,
            ["need_conn_est"] = 1,
            ["uweight"] = member.Weight,
            ["-"] = "-",
        };
    }

    private static Dictionary<string, object?> FrontendCells(IReadOnlyList<Member> members) =>
        new(StringComparer.Ordinal)
        {
            ["pxname"] = "fe",
            ["svname"] = "FRONTEND",
            ["scur"] = members.Sum(member => member.Sessions),
            ["stot"] = members.Sum(member => member.TotalSessions),
            ["status"] = "OPEN",
            ["pid"] = 1,
            ["iid"] = 2,
            ["sid"] = 0,
            ["type"] = 0,
            ["mode"] = "http",
            ["-"] = "-",
        };

    private static Dictionary<string, object?> BackendCells(IReadOnlyList<Member> members)
    {
        Member[] usable = [.. members.Where(member => member.TakesRequests)];
        int weight = usable.Sum(member => member.Weight);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["pxname"] = Pool.Name,
            ["svname"] = "BACKEND",
            ["qcur"] = 0,
            ["qmax"] = 0,
            ["scur"] = members.Sum(member => member.Sessions),
            ["stot"] = members.Sum(member => member.TotalSessions),
            ["econ"] = members.Sum(member => member.FailedConnections),
            ["eresp"] = members.Sum(member => member.BrokenAnswers),
            ["status"] = usable.Length > 0 ? "UP" : "DOWN",
            ["weight"] = weight,
            ["act"] = usable.Length,
            ["bck"] = 0,
            ["pid"] = 1,
            ["iid"] = PoolNumber,
            ["sid"] = 0,
            ["type"] = 1,
            ["mode"] = "http",
            ["algo"] = "roundrobin",
            ["uweight"] = weight,
            ["-"] = "-",
        };
    }

    private static void Append(StringBuilder text, Dictionary<string, object?> cells) =>
        text.AppendJoin(
                ',',
                Columns.Select(column =>
                    Convert.ToString(cells.GetValueOrDefault(column), CultureInfo.InvariantCulture)
                )
            )
            .Append(",\n");

    private static string DescriptionOf(CheckStatus status) =>
        status switch
        {
            CheckStatus.INI => "Initializing",
            CheckStatus.L4CON => "Layer4 connection problem",
            CheckStatus.L7TOUT => "Layer7 timeout",
            CheckStatus.L7OK => "Layer7 check passed",
            CheckStatus.L7STS => "Layer7 wrong status",
        };

    private static long Seconds(TimeSpan span) => (long)span.TotalSeconds;
}
