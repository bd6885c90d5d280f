namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>What a unit measures.</summary>
internal enum Dimension
{
    /// <summary>In metres.</summary>
    Length,

    /// <summary>In kilograms.</summary>
    Mass,

    /// <summary>In kelvin.</summary>
    Temperature,

    /// <summary>In litres.</summary>
    Volume,

    /// <summary>In metres a second.</summary>
    Speed,

    /// <summary>In seconds.</summary>
    Time,
}

/// <summary>A unit: base value = (value + offset) * factor.</summary>
internal sealed record Unit(Dimension Dimension, decimal Factor, string English, string Plural, string Chinese, decimal Offset = 0);

/// <summary>The units the assistant converts, by every name they go by. US measures where customs differ.</summary>
internal static class UnitTable
{
    private static readonly (Unit Unit, string Names)[] _units =
    [
        (new(Dimension.Length, 0.001m, "millimeter", "millimeters", "毫米"), "mm|millimetre|millimetres"),
        (new(Dimension.Length, 0.01m, "centimeter", "centimeters", "厘米"), "cm|centimetre|centimetres|公分"),
        (new(Dimension.Length, 1m, "meter", "meters", "米"), "m|metre|metres|公尺"),
        (new(Dimension.Length, 1000m, "kilometer", "kilometers", "公里"), "km|kms|kilometre|kilometres|千米"),
        (new(Dimension.Length, 0.0254m, "inch", "inches", "英寸"), "寸"),
        (new(Dimension.Length, 0.3048m, "foot", "feet", "英尺"), "ft|尺"),
        (new(Dimension.Length, 0.9144m, "yard", "yards", "码"), "yd"),
        (new(Dimension.Length, 1609.344m, "mile", "miles", "英里"), "mi"),
        (new(Dimension.Length, 1852m, "nautical mile", "nautical miles", "海里"), ""),
        (new(Dimension.Mass, 0.000001m, "milligram", "milligrams", "毫克"), "mg"),
        (new(Dimension.Mass, 0.001m, "gram", "grams", "克"), "g|gramme|grammes"),
        (new(Dimension.Mass, 1m, "kilogram", "kilograms", "公斤"), "kg|kgs|kilo|kilos|千克"),
        (new(Dimension.Mass, 0.5m, "jin", "jin", "斤"), "市斤"),
        (new(Dimension.Mass, 1000m, "ton", "tons", "吨"), "tonne|tonnes|metric ton|metric tons"),
        (new(Dimension.Mass, 0.45359237m, "pound", "pounds", "磅"), "lb|lbs"),
        (new(Dimension.Mass, 0.028349523125m, "ounce", "ounces", "盎司"), "oz"),
        (new(Dimension.Mass, 6.35029318m, "stone", "stone", "英石"), "stones"),
        (new(Dimension.Temperature, 1m, "degree Celsius", "degrees Celsius", "摄氏度", 273.15m), "celsius|centigrade|c|°c|度"),
        (new(Dimension.Temperature, 5m / 9m, "degree Fahrenheit", "degrees Fahrenheit", "华氏度", 459.67m), "fahrenheit|f|°f"),
        (new(Dimension.Temperature, 1m, "kelvin", "kelvin", "开尔文"), "k|kelvins|开"),
        (new(Dimension.Volume, 0.001m, "milliliter", "milliliters", "毫升"), "ml|millilitre|millilitres"),
        (new(Dimension.Volume, 1m, "liter", "liters", "升"), "l|litre|litres|公升"),
        (new(Dimension.Volume, 3.785411784m, "gallon", "gallons", "加仑"), "gal"),
        (new(Dimension.Volume, 0.946352946m, "quart", "quarts", "夸脱"), ""),
        (new(Dimension.Volume, 0.473176473m, "pint", "pints", "品脱"), ""),
        (new(Dimension.Volume, 0.2365882365m, "cup", "cups", "杯"), ""),
        (new(Dimension.Volume, 0.0295735295625m, "fluid ounce", "fluid ounces", "液量盎司"), "fl oz"),
        (new(Dimension.Volume, 0.01478676478125m, "tablespoon", "tablespoons", "汤匙"), "tbsp"),
        (new(Dimension.Volume, 0.00492892159375m, "teaspoon", "teaspoons", "茶匙"), "tsp"),
        (new(Dimension.Speed, 1m / 3.6m, "kilometer per hour", "kilometers per hour", "公里每小时"), "km/h|kmh|kph|kilometers an hour|kilometres per hour|kilometres an hour|千米每小时"),
        (new(Dimension.Speed, 0.44704m, "mile per hour", "miles per hour", "英里每小时"), "mph|miles an hour"),
        (new(Dimension.Speed, 1m, "meter per second", "meters per second", "米每秒"), "m/s|metres per second|meters a second"),
        (new(Dimension.Speed, 1852m / 3600m, "knot", "knots", "节"), ""),
        (new(Dimension.Time, 1m, "second", "seconds", "秒"), "sec|secs|秒钟"),
        (new(Dimension.Time, 60m, "minute", "minutes", "分钟"), "min|mins"),
        (new(Dimension.Time, 3600m, "hour", "hours", "小时"), "个小时|钟头"),
        (new(Dimension.Time, 86_400m, "day", "days", "天"), ""),
        (new(Dimension.Time, 604_800m, "week", "weeks", "周"), "个星期|星期"),
    ];

    /// <summary>Every name with its unit.</summary>
    public static IReadOnlyDictionary<string, Unit> ByName { get; } = Index();

    /// <summary>The value in another unit of the same dimension; what a third costs a decimal is rounded away.</summary>
    public static decimal Convert(decimal value, Unit from, Unit to) =>
        Math.Round(((value + from.Offset) * from.Factor / to.Factor) - to.Offset, 10);

    private static Dictionary<string, Unit> Index()
    {
        var names = new Dictionary<string, Unit>();
        foreach (var (unit, others) in _units)
        {
            var all = others.Split('|', StringSplitOptions.RemoveEmptyEntries).Concat([unit.English, unit.Plural, unit.Chinese]);
            foreach (var name in all)
                names[name.ToLowerInvariant()] = unit;
        }

        return names;
    }
}
