Console.WriteLine("lull");
