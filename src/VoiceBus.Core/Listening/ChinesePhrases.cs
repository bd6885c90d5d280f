using System.Buffers;
using System.Text.RegularExpressions;

namespace VoiceBus.Core.Listening;

/// <summary>
/// Knows where Mandarin goes on: behind conjunctions, prepositions, adverbs, verbs that want an object, classifiers without their noun,
/// numbers without their end, fillers, and clauses that are half of a pair. Thread-safe.
/// </summary>
internal static partial class ChinesePhrases
{
    private const int MaxLength = 60;

    private static readonly SearchValues<char> _parts = SearchValues.Create("，。！？；,!?;");

    /// <summary>Whether who says this will go on.</summary>
    /// <param name="text">The words, without punctuation at their end.</param>
    public static bool GoesOn(ReadOnlySpan<char> text)
    {
        // Only the last clause breaks off, but what came before may be the first half of it.
        var clause = text[(text.LastIndexOfAny(_parts) + 1)..].Trim();
        if (clause.IsEmpty)
            clause = text;
        if (clause.Length > MaxLength)
            clause = clause[^MaxLength..];
        if (Whole().IsMatch(clause) || HalfClause().IsMatch(text.Length > MaxLength ? text[^MaxLength..] : text))
            return true;
        return !Finished().IsMatch(clause) && (Ending().IsMatch(clause) || HalfNumber().IsMatch(clause) || Classifier().IsMatch(clause));
    }

    // Endings that look like the open ones below and are not: set words, particles, negations, answers.
    [GeneratedRegex(
        """
        (?:[吗吧嘛啦]|(?<!然后)呢|(?<=.)[呀哟咯]|(?<![为除])了
        |什么时候|不是|可不是|也是|正是|真是|倒是|算是|(?<!什)么样|为什么|什么|怎么办|怎么用|怎么说|怎么样
        |现在|我在|他在|她在|还在|都在|不在|实在|自在|存在
        |[不可]以|可能性|不可能|有可能|不能|功能|智能|节能|万能|性能|才能
        |不会|开会|约会|机会|学会|社会|聚会|晚会|宴会
        |不要|重要|不重要|不需要|就要|都要|也要|还要|两个都要
        |不想|理想|思想|梦想|别说|再说|小说|你说|怎么说|不用|没用|有用|好用|能用|怎么用|费用|通用|作用
        |(?:什么|谁|哪|怎么|几|多少).*的|(?:刚才|刚刚|前面|后面|上面|下面|左边|右边|旁边|中间|最后|的)[这那]个|(?:电话|微信|短信|消息|信息|邮件|视频|红包).*给[^把给]{1,4}|别的|其[他它]的|^是+$|申请|邀请|理由|自由|方向|朝向|麻将|来得及|来不及|参与|行为|天使|大使|应用|使用|信用|必要|[完赞达现]成|等等|提问|访问|疑问|学问|[图录影]像
        |[听看收找想做办学感遇碰迟报达得买见没]到|暖和|温和|平和|柔和|缓和|随和
        |^[不没]?对|不对|没错|你好|好不好|行不行|对不对|不错|没有|还没有|谁|哪里|哪儿
        |(?:^|[是不就都太真很])(?:好|特别|有用)|很特别|真特别
        |[记值获取懂晓认]得|不记得
        |(?:^|[^说])(?:好|是|真|对|行|会|可以|没事|有|不是|谁|不错|应该|一定|肯定|红色|黄色|蓝色|绿色|黑色|白色)的
        |(?:^|[这那都就不])是.{1,8}的|^.?[我你他她它]们?的
        |(?:要|是|买|喜欢|选|吃|喝|看)(?:这个|那个)|哪个|哪一个|每个|几个|上一个|下一个|这一个|那一个|第.个|另一个
        |(?:别|不要|不许|停止)(?:叫|说|动|用))$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Finished();

    // What is only ever a beginning when it is all there is.
    [GeneratedRegex(
        """
        ^(?:[嗯呃额唔啊哦]*(?:那个|这个|就是|然后|所以|但是)*[嗯呃额唔]*|我们?|你们?|[他她]们?|[一那这]边|很|最|让?我想想|怎么说呢|其实.{0,2}|首先|好像|然后呢.{1,3}
        |总之|总的来说|一般来说|[老说]实[说话]|有一[天次]|后来|接着|结果|哪怕|[另这]?一?方面|不管怎么样?|无论如何|据说|按理说|事实上|实际上|反正|顺便|突然|忽然|最近|目前|同时|此外|毕竟
        |难道|到底|究竟|大概|大约|简单来说|[对就].{1,4}来说|在.{1,4}看来|从.{1,6}开始|[我先]?[跟和对告诉][你您]说|你知道|你听我说|说起来|话说|怎么讲
        |.{0,3}(?:能不能|可不可以|会不会|是不是|有没有|要不要|想不想|可以不可以)
        |(?:请|帮我|麻烦你)*(?:打开|关闭|关掉|搜索|查询|查一?查|设置|设定|导航|翻译|创建|添加|切换)
        |(?:请|帮我|麻烦你)*把[^关开调打拿放给设换停删取改加减收洗擦扔念读发送]{1,4}|用[^了]{1,3}|当.*时
        |(?:请|帮我|麻烦你)*[把将](?:.?[^关开删停收擦洗]|(?:.{0,6}的)?(?:空调|电视机?|音量|声音|窗帘|窗户|闹钟|温度|亮度|屏幕|音乐|风扇|音响|手机|客厅|卧室|这首歌|这些|那些|这里|那里|今天|明天))
        |(?:请|帮我|麻烦你)*(?:打开|关掉|关闭|关上|开)(?:厨房|卧室|客厅|书房|浴室|卫生间|阳台|房间|走廊|车库)|那个什么
        |(?:好|那|好那|嗯|今天|明天|昨天|后来|然后|所以|但是|因为|其实)(?:[我你他她]们?|咱们)|(?:请|帮我)*给[^打发放唱讲买拿送做倒念读看说听换开关调]{1,4})$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(
        """
        (?:因为|所以|但是|可是|不过|然后|而且|并且|或者|还是|如果|要是|虽然|即使|只要|只有|除非|除了|既然|由于|为了|关于|对于|至于|根据|按照|通过|以及|还有|另外|另外呢
        |比如|例如|譬如|就是|那就|那么|于是|不但|不仅|首先|其次|甚至|尤其是|特别是|包括|像是|好像|似乎|越来越|一边|一旦
        |把|给|跟|和|与|从|向|往|被|让|请|使|比|用|由|将|替|于|及|或|而|但|且|若|叫|到|在|离|为|像|随着|作为|成为|认为|以为|变成|当成|看成|成
        |想|想要|要|(?<![不没])(?:需要|觉得|希望|喜欢|打算|准备|决定)|听说|知道怎么|问|请问|想问|说|说过|是|叫做|等于|属于|有|得
        |(?:想|帮我|请|麻烦你?).{0,6}(?:问|查|搜|搜索|看|说|找|算|翻译|提醒|告诉|打听|了解)(?:我)?一下|^(?:搜索|查询|查找|翻译|请问)一下
        |(?:帮|给|让|请|麻烦|跟|告诉|教|为|替|提醒|陪|对|带|问)(?:我|我们|你|您|他|她|它)|(?:给|跟|和|问|帮)(?:妈妈|爸爸|老师|他们)
        |(?:你|您)(?:能|可以|会)|(?:我|你|他|她|它)(?:不|没|也|还|就|都|才|又|再|已经|正在|一直|只|能|会)
        |也|还|就|才|再|又|很|非常|比较|更|挺|有点|有些|正在|已经|曾经|马上|快要|不|没|还没|别|应该|必须|越|太|一直|总是|可能|只能|只好|最
        |(?<!不|[^我你].给我)(?:想|要|^给我|帮我)(?:买|吃|喝|看|听|学|做|找|问|说|放|播|讲|唱|定|订|点|换|改|设|开|关|去|坐|玩|知道|了解)|(?:带我|导航|准备|打算|计划)去|我?(?:计划|考虑|讨厌|打算)|正?在(?:找|看|听|做|学|写|说|问|等|用|查)|帮我(?:看看|查查|找找|问问|算算|想想)
        |(?:定|设|订|提醒我|叫我|每天).{0,6}(?:早上|上午|中午|下午|晚上|凌晨|今天|明天|后天)|(?:跟|给|和|问|帮|对)(?:我|我的)?(?:[妈爸哥姐弟妹爷奶]{1,2}|老师|朋友|同事|同学|老公|老婆)
        |(?:我|你|他|她|我们)(?:今天|昨天|明天|刚才|刚刚|刚|先|以前|平时|每天|有时候|有时)|怎么
        |大概|大约|差不多有|的时候|之后|以后|之前|的话|的
        |这个|那个|这些|那些|这种|那种|呃|嗯|额)$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Ending();

    // "百分之", "一百零", "三加五等于", "号码是一三八", "定一个十".
    [GeneratedRegex(
        """
        (?:百分之|第|负|[零一二三四五六七八九十百千万\d]分之|零下|[百千万亿]零|[零一二三四五六七八九十百千万\d](?:加|减|乘|除)|加上|减去|乘以|除以|等于
        |(?:号码|电话|手机|密码|账号)(?:是|为|就是)?[零一二三四五六七八九幺\d\s]{1,6}
        |(?:定|设|订|倒计时|计时)(?:一?个)?[零一二两三四五六七八九十百\d]+
        |(?<![上下这本每一个两三几])(?:星期|礼拜|周)|(?:上|下)个(?:星期|礼拜))$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex HalfNumber();

    // A number and a classifier want their noun, unless one is pointed at or asked for again.
    [GeneratedRegex(
        """
        (?<!再来|再放|再唱|再讲|再给我|换|上|下|第|哪|这|那|每|另|同|只有|最后|随便|还剩)(?:[一二两三四五六七八九十几百千]|\d)(?:个|只|条|张|本|杯|瓶|辆|件|位|首|部|台|份|间|座|棵|匹|双|套|段|封|支|根|颗|种|篇|句|把|口|道|碗|盒|束|朵|架|艘)$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Classifier();

    // "如果…" wants its "就…", unless it asks.
    [GeneratedRegex(
        @"^(?:如果|要是|假如|假设|虽然|尽管|既然|只要|除非|即使|就算|为了|由于|不管|无论)(?!.*(?:就|那|所以|但|可是|不过|才|也|都|还是|怎么|吗|什么|谁|几|多少|呢|，|,)).*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex HalfClause();
}
