namespace EmbedInYourApp;

/// <summary>Something this application knows.</summary>
public sealed class Orders
{
    public string StatusOf(int order) => order % 2 == 0 ? $"Order {order} is on its way." : $"Order {order} is being packed.";
}
